// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/addressboard.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace orrery;
using models::Address;
using models::AddressBlock;
using models::AddressBoard;
using models::AddressSources;
using models::Cidr;
using models::Number;

class TestAddressBoard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void ranges();
    void nodesRange();
    void fullRange();
    void largeRange();
    void ipv6();
    void podsOfNoRange();
    void nodePorts();
    void servedServiceRange();
    void aThousandNodes();
    void board();
    void boardFollows();
};

static api::Object objectOf(const QByteArray &json)
{
    const auto value = api::parseJson(json);
    return value ? api::Object(*value) : api::Object();
}

static api::Object node(const QByteArray &name, const QByteArray &cidr, const QByteArray &ip)
{
    return objectOf(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":")" + name + R"("},"spec":{"podCIDR":")" + cidr
                    + R"("},"status":{"addresses":[{"type":"InternalIP","address":")" + ip + R"("}]}})");
}

static api::Object pod(const QByteArray &name, const QByteArray &ip, const QByteArray &more = {})
{
    return objectOf(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name
                    + R"(","namespace":"default","labels":{"app":"web"}},"spec":{},"status":{"phase":"Running","podIP":")" + ip + "\"" + more
                    + "}}");
}

static api::Object service(const QByteArray &name, const QByteArray &ip, int nodePort = 0)
{
    return objectOf(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name
                    + R"(","namespace":"default"},"spec":{"clusterIP":")" + ip + R"(","ports":[{"port":80)"
                    + (nodePort ? ",\"nodePort\":" + QByteArray::number(nodePort) : QByteArray()) + "}]}}");
}

static const AddressBlock *blockOf(const QList<AddressBlock> &blocks, AddressBlock::What what, const QByteArray &name = {})
{
    for (const AddressBlock &block : blocks) {
        if (block.what == what && (name.isEmpty() || block.name == name))
            return &block;
    }
    return nullptr;
}

void TestAddressBoard::addresses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown"); // empty: refused
    const auto row = [](const char *text, const char *shown) { QTest::newRow(*text ? text : "empty") << QByteArray(text) << QByteArray(shown); };
    row("10.244.1.7", "10.244.1.7");
    row("255.255.255.255", "255.255.255.255");
    row("10.244.1", "");
    row("10.244.1.256", "");
    row("10.244.01.7", "");
    row("10.244.1.7.1", "");
    row("10.244.1.+7", "");
    row("", "");
    row("fd00::7", "fd00::7");
    row("FD00:0:0:0:0:0:0:7", "fd00::7");
    row("::", "::");
    row("::1", "::1");
    row("1::", "1::");
    row("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1");
    row("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    row("::ffff:10.0.0.1", "::ffff:a00:1");
    row("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
    row("1:2:3:4:5:6:7", "");
    row("1:2:3:4:5:6:7:8:9", "");
    row("1::2::3", "");
    row("fd00::12345", "");
    row("fd00::g", "");
    row("fe80::1%eth0", "");
}

void TestAddressBoard::addresses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shown);
    const auto address = Address::parse(text);
    QCOMPARE(address.has_value(), !shown.isEmpty());
    if (address)
        QCOMPARE(address->text(), shown);
}

void TestAddressBoard::ranges()
{
    const auto range = Cidr::parse("10.244.1.77/24");
    QVERIFY(range);
    QCOMPARE(range->text(), QByteArray("10.244.1.0/24"));
    QVERIFY(range->size() == 256);
    QVERIFY(range->contains(*Address::parse("10.244.1.255")));
    QVERIFY(!range->contains(*Address::parse("10.244.2.0")));
    QVERIFY(!range->contains(*Address::parse("::1")));
    QCOMPARE(range->at(7).text(), QByteArray("10.244.1.7"));
    QVERIFY(Cidr::parse("0.0.0.0/0")->size() == Number(1) << 32);
    QVERIFY(Cidr::parse("0.0.0.0/0")->contains(*Address::parse("255.1.2.3")));
    QVERIFY(Cidr::parse("10.0.0.1/32")->size() == 1);
    QCOMPARE(Cidr::parse("fd00:1::5/64")->text(), QByteArray("fd00:1::/64"));
    QVERIFY(Cidr::parse("::/0")->contains(*Address::parse("ffff::")));
    for (const char *wrong : {"10.244.1.0", "10.244.1.0/33", "10.244.1.0/", "10.244.1.0/-1", "fd00::/129", "/24", "x/24"})
        QVERIFY2(!Cidr::parse(wrong), wrong);
    QCOMPARE(Cidr::around(*Address::parse("10.240.0.11"), *Address::parse("10.240.0.200")).text(), QByteArray("10.240.0.0/24"));
    QCOMPARE(Cidr::around(*Address::parse("10.240.0.11"), *Address::parse("10.240.0.11")).text(), QByteArray("10.240.0.11/32"));
}

void TestAddressBoard::nodesRange()
{
    AddressSources sources;
    sources.setNode({{}, "node-1"}, node("node-1", "10.244.1.0/24", "10.240.0.11"));
    sources.setPod({"default", "a"}, pod("a", "10.244.1.7"));
    sources.setPod({"default", "b"}, pod("b", "10.244.1.8"));
    sources.setPod({"default", "ended"}, objectOf(R"({"kind":"Pod","status":{"phase":"Succeeded","podIP":"10.244.1.9"}})"));
    sources.setPod({"default", "host"}, objectOf(R"({"kind":"Pod","spec":{"hostNetwork":true},"status":{"podIP":"10.240.0.11"}})"));
    const auto blocks = models::blocksOf(sources);
    const AddressBlock *block = blockOf(blocks, AddressBlock::What::Pods, "node-1");
    QVERIFY(block);
    QCOMPARE(block->cells(), 256);
    QVERIFY(block->usable() == 253); // without the network, the gateway and the broadcast address
    QVERIFY(block->used() == 2);
    QVERIFY(!block->isFull());
    using Cell = AddressBlock::Cell;
    QCOMPARE(block->cell(0), Cell::Reserved);
    QCOMPARE(block->cell(1), Cell::Reserved);
    QCOMPARE(block->cell(255), Cell::Reserved);
    QCOMPARE(block->cell(2), Cell::Free);
    QCOMPARE(block->cell(7), Cell::Taken);
    QCOMPARE(block->holders(7).first->second.key.name, QByteArray("a"));
    QCOMPARE(block->holders(7).first->second.workload, QByteArray("default/web"));
    QCOMPARE(block->cell(9), Cell::Free); // what has ended gave its address back
    QCOMPARE(block->cellText(7), QByteArray("10.244.1.7"));
    const AddressBlock *nodes = blockOf(blocks, AddressBlock::What::Nodes);
    QVERIFY(nodes);
    QCOMPARE(nodes->rangeText(), QByteArray("10.240.0.0/24"));
    QVERIFY(nodes->used() == 1); // the node; its pod in its network has no address of its own
    QVERIFY(nodes->usable() == 0); // nobody says how many machines there could be
    // gone is gone
    sources.setPod({"default", "a"}, {});
    sources.setNode({{}, "node-1"}, {});
    QVERIFY(!blockOf(models::blocksOf(sources), AddressBlock::What::Pods));
}

void TestAddressBoard::fullRange()
{
    AddressSources sources;
    sources.setNode({{}, "node-2"}, node("node-2", "10.244.1.0/29", "10.240.0.12"));
    for (int i = 2; i <= 6; ++i)
        sources.setPod({"default", QByteArray::number(i)}, pod(QByteArray::number(i), "10.244.1." + QByteArray::number(i)));
    auto blocks = models::blocksOf(sources);
    const AddressBlock *block = blockOf(blocks, AddressBlock::What::Pods);
    QVERIFY(block->usable() == 5);
    QVERIFY(block->isFull());
    // Where a network gives the second address to a pod, there is one more.
    sources.setPod({"default", "first"}, pod("first", "10.244.1.1"));
    blocks = models::blocksOf(sources);
    block = blockOf(blocks, AddressBlock::What::Pods);
    QVERIFY(block->usable() == 6 && block->used() == 6);
    sources.setPod({"default", "2"}, {});
    QVERIFY(!blockOf(models::blocksOf(sources), AddressBlock::What::Pods)->isFull());
}

void TestAddressBoard::largeRange()
{
    AddressSources sources;
    sources.setServiceRange({{}, "kubernetes"}, objectOf(R"({"spec":{"cidrs":["10.96.0.0/12"]}})"));
    sources.setService({"default", "web"}, service("web", "10.96.0.12"));
    sources.setService({"default", "api"}, service("api", "10.96.0.14"));
    sources.setService({"default", "none"}, service("none", "None"));
    const auto blocks = models::blocksOf(sources);
    const AddressBlock *block = blockOf(blocks, AddressBlock::What::Services);
    QVERIFY(block);
    QCOMPARE(block->cells(), 256); // never a million
    QCOMPARE(block->stride(), 4096u);
    QCOMPARE(block->cell(0), AddressBlock::Cell::Mixed);
    QCOMPARE(block->cell(1), AddressBlock::Cell::Free);
    QVERIFY(std::distance(block->holders(0).first, block->holders(0).second) == 2);
    QCOMPARE(block->cellText(1), QByteArray("10.96.16.0\xe2\x80\x93" "10.96.31.255"));
    QVERIFY(block->usable() == (Number(1) << 20) - 2);
    QCOMPARE(block->cellOf(4096), 1);
}

void TestAddressBoard::ipv6()
{
    AddressSources sources;
    sources.setNode({{}, "node-1"}, objectOf(R"({"spec":{"podCIDR":"10.244.1.0/24","podCIDRs":["10.244.1.0/24","fd00:1::/64"]}})"));
    sources.setPod({"default", "a"}, pod("a", "10.244.1.7", R"(,"podIPs":[{"ip":"10.244.1.7"},{"ip":"fd00:1::7"}])"));
    const auto blocks = models::blocksOf(sources);
    const auto six = std::find_if(blocks.cbegin(), blocks.cend(), [](const AddressBlock &block) { return block.range.first.v6; });
    QVERIFY(six != blocks.cend());
    QCOMPARE(six->cells(), 1); // only what is taken
    QCOMPARE(six->cell(0), AddressBlock::Cell::Taken);
    QCOMPARE(six->cellText(0), QByteArray("fd00:1::7"));
    QVERIFY(six->usable() == 0 && !six->isFull());
    QCOMPARE(six->cellOf(7), 0);
    QCOMPARE(six->cellOf(8), -1);
}

void TestAddressBoard::podsOfNoRange()
{
    AddressSources sources;
    sources.setNode({{}, "node-1"}, objectOf(R"({"spec":{}})"));
    sources.setPod({"default", "a"}, pod("a", "192.168.7.9"));
    sources.setPod({"default", "b"}, pod("b", "192.168.8.9"));
    int found = 0;
    for (const AddressBlock &block : models::blocksOf(sources)) {
        if (block.what != AddressBlock::What::OtherPods)
            continue;
        ++found;
        QVERIFY(block.used() == 1 && block.usable() == 0);
    }
    QCOMPARE(found, 2);
}

void TestAddressBoard::nodePorts()
{
    AddressSources sources;
    sources.setService({"default", "web"}, service("web", "10.96.0.12", 30080));
    auto blocks = models::blocksOf(sources);
    const AddressBlock *block = blockOf(blocks, AddressBlock::What::NodePorts);
    QVERIFY(block);
    QVERIFY(block->usable() == 2768 && block->used() == 1);
    QCOMPARE(block->cellText(0), QByteArray("30000\xe2\x80\x93" "30015"));
    QCOMPARE(block->cell(5), AddressBlock::Cell::Mixed);
    sources.setService({"default", "odd"}, service("odd", "10.96.0.13", 20000)); // another range than the usual
    blocks = models::blocksOf(sources);
    QCOMPARE(blockOf(blocks, AddressBlock::What::NodePorts)->firstPort, 20000u);
}

void TestAddressBoard::servedServiceRange()
{
    AddressSources sources;
    sources.setServiceRange({{}, "kubernetes"}, objectOf(R"({"spec":{"cidrs":["10.96.0.0/28"]}})"));
    sources.setAllocated({{}, "10.96.0.1"}, objectOf(R"({"spec":{"parentRef":{"resource":"services","namespace":"default","name":"kubernetes"}}})"));
    sources.setAllocated({{}, "10.96.0.2"}, objectOf(R"({"spec":{"parentRef":{"group":"other","resource":"things","name":"x"}}})"));
    sources.setService({"default", "kubernetes"}, service("kubernetes", "10.96.0.1"));
    sources.setService({"default", "new"}, service("new", "10.96.0.3")); // its IPAddress is not there yet
    const auto blocks = models::blocksOf(sources);
    const AddressBlock *block = blockOf(blocks, AddressBlock::What::Services);
    QVERIFY(block->used() == 2);
    QVERIFY(block->usable() == 14);
    // Without a ServiceCIDR the range is a guess, and says nothing of what is free.
    sources.setServiceRange({{}, "kubernetes"}, {});
    const auto guessed = models::blocksOf(sources);
    QVERIFY(blockOf(guessed, AddressBlock::What::Services)->usable() == 0);
}

void TestAddressBoard::aThousandNodes()
{
    AddressSources sources;
    for (int n = 0; n < 1000; ++n) {
        const QByteArray name = "node-" + QByteArray::number(n), base = "10." + QByteArray::number(100 + n / 250) + '.' + QByteArray::number(n % 250);
        sources.setNode({{}, name}, node(name, base + ".0/24", "172.16." + QByteArray::number(n / 250) + '.' + QByteArray::number(n % 250 + 1)));
        for (int p = 0; p < 10; ++p)
            sources.setPod({"default", name + '-' + QByteArray::number(p)}, pod(name + '-' + QByteArray::number(p), base + '.' + QByteArray::number(p + 2)));
    }
    const auto blocks = models::blocksOf(sources);
    QCOMPARE(blocks.size(), qsizetype(1000 + 2)); // node ports, nodes
    Number taken = 0;
    for (const AddressBlock &block : blocks) {
        QVERIFY(block.cells() <= 256);
        if (block.what == AddressBlock::What::Pods)
            taken += block.used();
    }
    QVERIFY(taken == 10000);
    QCOMPARE(blocks.constLast().name, QByteArray("node-999"));
}

void TestAddressBoard::board()
{
    QList<api::Object> objects{node("node-2", "10.244.1.0/29", "10.240.0.12"), service("web", "10.96.0.12", 30080)};
    for (int i = 2; i <= 6; ++i)
        objects += pod("web-" + QByteArray::number(i), "10.244.1." + QByteArray::number(i));
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), objects);
    AddressBoard board;
    QAbstractItemModelTester tester(&board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    board.setWorkloads({QVariantMap{{QStringLiteral("id"), QStringLiteral("default/web")}, {QStringLiteral("hue"), 3}}});
    board.setSession(session.get());
    QTRY_VERIFY(board.isLoaded() && board.full().size() == 1);
    QCOMPARE(board.full()[0].toMap()[QStringLiteral("text")].toString(),
             QStringLiteral("10.244.1.0/29 is full: 5 of 5 taken. New pods on node-2 wait."));
    QVERIFY(board.full()[0].toMap()[QStringLiteral("advice")].toString().contains(QStringLiteral("Cordon")));
    QCOMPARE(board.summary(), QStringLiteral("5 of 5 pod addresses taken"));
    const auto found = [&](const char *text) { return board.find(QString::fromLatin1(text))[QStringLiteral("text")].toString(); };
    QCOMPARE(found("10.244.1.3"), QStringLiteral("10.244.1.3 · Pod default/web-3"));
    QCOMPARE(found("WEB-4"), QStringLiteral("10.244.1.4 · Pod default/web-4"));
    QVERIFY(found("10.244.1.7").contains(QStringLiteral("broadcast")));
    QVERIFY(found("30080").contains(QStringLiteral("Service default/web")));
    QVERIFY(found("30081").contains(QStringLiteral("web"))); // the cell stands for sixteen ports
    QCOMPARE(found("1.2.3.4"), QStringLiteral("1.2.3.4 is in none of these ranges."));
    QCOMPARE(found("nobody"), QStringLiteral("Nothing here is called nobody."));
    board.setSelected({{QStringLiteral("kind"), QStringLiteral("Pod")}, {QStringLiteral("ns"), QStringLiteral("default")}, {QStringLiteral("name"), QStringLiteral("web-5")}});
    const QVariantMap where = board.whereSelected();
    const AddressBlock *block = board.block(where[QStringLiteral("block")].toInt());
    QVERIFY(block);
    const Number offset = block->holders(where[QStringLiteral("cell")].toInt()).first->first;
    QCOMPARE(block->addressText(offset), QByteArray("10.244.1.5"));
    QCOMPARE(board.hue(block->taken.at(offset)), 3);
}

void TestAddressBoard::boardFollows()
{
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {node("node-1", "10.244.1.0/24", "10.240.0.11"), pod("a", "10.244.1.2")});
    AddressBoard board;
    board.setSession(session.get());
    QTRY_COMPARE(board.summary(), QStringLiteral("1 of 253 pod addresses taken"));
    board.setSession(nullptr);
    QVERIFY(board.full().isEmpty());
    QVERIFY(!board.isLoaded());
}

QTEST_MAIN(TestAddressBoard)
#include "tst_addressboard.moc"
