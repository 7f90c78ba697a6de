// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/machineboot.h"

#include <QTest>

using namespace orrery;
using models::MachineBoot;

class TestMachineBoot final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void steps();
};

static api::Object machine(const char *name, const char *phase, const char *booted)
{
    QByteArray text = R"({"apiVersion":"orrery.dev/v1","kind":"Machine","metadata":{"name":"%1","creationTimestamp":"2026-01-02T03:04:00Z"},
        "spec":{"provider":"libvirt"},"status":{"phase":"%2","conditions":[
        {"type":"Provisioned","status":"True","lastTransitionTime":"2026-01-02T03:04:02Z"},
        {"type":"Booted","status":"%3","lastTransitionTime":"2026-01-02T03:04:09Z","message":"the node has reached: network"}]}})";
    const auto value = api::parseJson(text.replace("%1", name).replace("%2", phase).replace("%3", booted));
    return api::Object(value.valueOr({}));
}

void TestMachineBoot::steps()
{
    const auto session = cluster::Session::offline(
        QStringLiteral("recorded"), {machine("a", "Booting", "False"), machine("b", "Failed", "False"), machine("c", "Booting", "True")});
    MachineBoot boot;
    boot.setSession(session.get());
    const auto states = [&] {
        QStringList list;
        for (const QVariant &step : boot.steps())
            list += step.toMap()[QStringLiteral("state")].toString();
        return list.join(u' ');
    };
    boot.setName(QStringLiteral("a"));
    QTRY_VERIFY(boot.exists());
    QCOMPARE(states(), QStringLiteral("done now todo todo"));
    QCOMPARE(boot.steps()[0].toMap()[QStringLiteral("took")].toString(), QStringLiteral("2 s"));
    QVERIFY(boot.steps()[1].toMap()[QStringLiteral("message")].toString().contains(QStringLiteral("network")));
    boot.setName(QStringLiteral("b"));
    QCOMPARE(states(), QStringLiteral("done failed todo todo"));
    boot.setName(QStringLiteral("c"));
    QCOMPARE(states(), QStringLiteral("done done now todo"));
    QCOMPARE(boot.steps()[1].toMap()[QStringLiteral("took")].toString(), QStringLiteral("7 s"));
    boot.setName(QStringLiteral("nobody"));
    QVERIFY(!boot.exists());
    QVERIFY(boot.steps().isEmpty());
}

QTEST_GUILESS_MAIN(TestMachineBoot)
#include "tst_machineboot.moc"
