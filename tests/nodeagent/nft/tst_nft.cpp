// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/nft/nft.h"

#include <QTest>

#include <sched.h>
#include <unistd.h>

using namespace orrery;
using namespace orrery::nft;

class tst_Nft : public QObject
{
    Q_OBJECT

    static Transaction example()
    {
        Transaction table("test");
        table.add(Chain{"end", {}, {"counter accept"}});
        table.add(Set{"ports", "inet_service", "verdict", {}, {{"80", "goto end"}, {"443", "goto end"}}});
        table.add(Set{"seen", "ipv4_addr", {}, "flags dynamic,timeout; timeout 60s;", {}});
        table.add(Chain{"in",
                        "type filter hook input priority 0; policy accept;",
                        {"tcp dport vmap @ports", "update @seen { ip saddr }"}});
        return table;
    }

private Q_SLOTS:
    void printsItself()
    {
        QCOMPARE(example().text(),
                 QByteArray("table ip test\ndelete table ip test\ntable ip test {\n"
                            "\tmap ports {\n\t\ttype inet_service : verdict\n\t\telements = {\n\t\t\t80 : goto "
                            "end,\n\t\t\t443 : goto end\n\t\t}\n\t}\n"
                            "\tset seen {\n\t\ttype ipv4_addr\n\t\tflags dynamic,timeout; timeout 60s;\n\t}\n"
                            "\tchain end {\n\t\tcounter accept\n\t}\n"
                            "\tchain in {\n\t\ttype filter hook input priority 0; policy accept;\n\t\ttcp dport vmap "
                            "@ports\n\t\tupdate @seen { ip saddr }\n\t}\n}\n"));
    }

    void names()
    {
        QVERIFY(Transaction::isName("svc-default/web.http"));
        for (const char *bad : {"", "1x", "a b", "a;b", "a\n", "x{"})
            QVERIFY2(!Transaction::isName(bad), bad);
        QVERIFY(!Transaction::isName(QByteArray(121, 'a')));
    }

    void theKernelTakesIt()
    {
        if (unshare(CLONE_NEWNET) != 0)
            QSKIP("needs root, for a network namespace");
        LibNftables nft;
        if (const auto probe = nft.apply(Transaction::removal("test")); !probe)
            QSKIP(("this kernel has no nf_tables: " + probe.error().message).constData());
        const auto applied = nft.apply(example());
        QVERIFY2(applied, applied ? "" : applied.error().message.constData());
        QVERIFY(nft.apply(example())); // replaces itself
        // All or nothing: a bad rule leaves the good table as it was.
        auto bad = example();
        bad.add(Chain{"bad", {}, {"nonsense here"}});
        const auto refused = nft.apply(bad);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains("nft:"));
        QVERIFY(nft.apply(QByteArray("add rule ip test end accept\n")));
        QVERIFY(nft.apply(Transaction::removal("test")));
        QVERIFY(!nft.apply(QByteArray("add rule ip test end accept\n")));
    }
};

QTEST_GUILESS_MAIN(tst_Nft)
#include "tst_nft.moc"
