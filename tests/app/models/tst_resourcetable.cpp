// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/kindlist.h"
#include "app/models/resourcetable.h"
#include "tests/support/opencluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace orrery;
using models::ResourceTable;
using test::eventually;

/// Against the real API server, over HTTPS: its columns, its discovery, its refusals.
class TestResourceTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster->session.reset(); }
    void cleanup();
    void showsTheServersColumns();
    void followsChanges();
    void sortsAndFilters();
    void marks();
    void oneNamespace();
    void everyKindOfTheCluster();

private:
    void configMap(const QByteArray &ns, const QByteArray &name, int entries, const QByteArray &label = "x");
    static QStringList names(const ResourceTable &table);
    QStringList titles(const ResourceTable &table) const;

    std::unique_ptr<test::OpenCluster> m_cluster;
};

void TestResourceTable::initTestCase()
{
    m_cluster = std::make_unique<test::OpenCluster>();
}

void TestResourceTable::cleanup()
{
    for (const char *ns : {"default", "kube-public"}) {
        const auto list = m_cluster->remote().list(client::gvr::configMaps, {ns}).result();
        QVERIFY(list);
        for (const api::Object &object : list->items)
            QVERIFY(m_cluster->remote().remove(client::gvr::configMaps, object.key()).result());
    }
}

void TestResourceTable::configMap(const QByteArray &ns, const QByteArray &name, int entries, const QByteArray &label)
{
    api::Value data = api::Value::object(std::vector<api::Member>());
    for (int i = 0; i < entries; ++i)
        data = data.with("k" + QByteArray::number(i), "v");
    const auto made = m_cluster->remote()
                          .create(client::gvr::configMaps,
                                  api::newObject("v1", "ConfigMap", {ns, name})
                                      .withMetadata("labels", api::Value::object({{"app", label}}))
                                      .with("data", data))
                          .result();
    QVERIFY2(made, made ? "" : made.error().message.constData());
}

QStringList TestResourceTable::names(const ResourceTable &table)
{
    QStringList names;
    for (int row = 0; row < table.count(); ++row)
        names += table.index(row).data(ResourceTable::NameRole).toString();
    return names;
}

QStringList TestResourceTable::titles(const ResourceTable &table) const
{
    QStringList titles;
    for (const QVariant &column : table.columns()) {
        if (column.toMap()[QStringLiteral("shown")].toBool())
            titles += column.toMap()[QStringLiteral("title")].toString();
    }
    return titles;
}

void TestResourceTable::showsTheServersColumns()
{
    configMap("default", "one", 3);
    ResourceTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setSession(m_cluster->session.get());
    table.setKind(QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return table.isSynced() && table.rowOf(QStringLiteral("default"), QStringLiteral("one")) >= 0; }));
    QCOMPARE(titles(table), (QStringList{QStringLiteral("Name"), QStringLiteral("Namespace"), QStringLiteral("Data"), QStringLiteral("Age")}));
    const int row = table.rowOf(QStringLiteral("default"), QStringLiteral("one"));
    const QStringList cells = table.index(row).data(ResourceTable::CellsRole).toStringList();
    QCOMPARE(cells.mid(0, 3), (QStringList{QStringLiteral("one"), QStringLiteral("default"), QStringLiteral("3")}));
    QVERIFY(!cells[3].isEmpty());

    table.setShown(2, false);
    QVERIFY(!titles(table).contains(QStringLiteral("Data")));
    QCOMPARE(table.index(row).data(ResourceTable::CellsRole).toStringList().size(), 3);
    // What was hidden stays so when one comes back to the kind.
    table.setKind(QStringLiteral("Secret"));
    QVERIFY(eventually([&] { return titles(table).contains(QStringLiteral("Type")); }));
    table.setKind(QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return titles(table) == QStringList({QStringLiteral("Name"), QStringLiteral("Namespace"), QStringLiteral("Age")}); }));
}

void TestResourceTable::followsChanges()
{
    configMap("default", "b", 1);
    ResourceTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setSession(m_cluster->session.get());
    table.setNs(QStringLiteral("default"));
    table.setKind(QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return names(table) == QStringList{QStringLiteral("b")}; }));
    configMap("default", "c", 1);
    configMap("default", "a", 1);
    QVERIFY(eventually([&] { return names(table) == QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}); }));
    QVERIFY(m_cluster->remote()
                .patch(client::gvr::configMaps, {"default", "b"}, api::PatchType::Merge,
                       api::Value().withPath({"data", "more"}, "x"))
                .result());
    QVERIFY(eventually([&] { return table.index(1).data(ResourceTable::CellsRole).toStringList().value(1) == u"2"; }));
    QVERIFY(m_cluster->remote().remove(client::gvr::configMaps, {"default", "a"}).result());
    QVERIFY(eventually([&] { return names(table) == QStringList({QStringLiteral("b"), QStringLiteral("c")}); }));
    QCOMPARE(table.total(), 2);
}

void TestResourceTable::sortsAndFilters()
{
    for (int i : {1, 2, 10})
        configMap("default", "web-" + QByteArray::number(i), i, i == 2 ? "other" : "web");
    ResourceTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setSession(m_cluster->session.get());
    table.setNs(QStringLiteral("default"));
    table.setKind(QStringLiteral("ConfigMap"));
    const QStringList byName{QStringLiteral("web-1"), QStringLiteral("web-2"), QStringLiteral("web-10")};
    QVERIFY(eventually([&] { return names(table) == byName; }));
    const QSignalSpy reset(&table, &ResourceTable::modelReset); // after which a view makes all of its rows anew
    table.sortBy(0);
    QCOMPARE(names(table), (QStringList{byName[2], byName[1], byName[0]}));
    table.sortBy(1); // Data, as numbers
    QCOMPARE(names(table), byName);
    table.setFilter(QStringLiteral("-l app=web"));
    QCOMPARE(names(table), (QStringList{byName[0], byName[2]}));
    QCOMPARE(table.total(), 3);
    table.setFilter({});
    QCOMPARE(names(table), byName);
    table.setFilter(QStringLiteral("-l app=web"));
    QCOMPARE(reset.size(), 0);
    // What starts to match comes in at its place; what ceases to match goes.
    for (const char *label : {"web", "gone"}) {
        QVERIFY(m_cluster->remote()
                    .patch(client::gvr::configMaps, {"default", "web-2"}, api::PatchType::Merge,
                           api::Value().withPath({"metadata", "labels", "app"}, label))
                    .result());
        const QStringList expected = QByteArray(label) == "web" ? byName : QStringList{byName[0], byName[2]};
        QVERIFY(eventually([&] { return names(table) == expected; }));
    }
}

void TestResourceTable::marks()
{
    for (const char *name : {"a", "b", "c", "d"})
        configMap("default", name, 1);
    ResourceTable table;
    table.setSession(m_cluster->session.get());
    table.setNs(QStringLiteral("default"));
    table.setKind(QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return table.count() == 4; }));
    table.markRange(2, 1);
    QCOMPARE(table.marked(), 2);
    table.mark(1, false);
    QCOMPARE(table.markedKeys().size(), 1);
    QCOMPARE(table.markedKeys()[0].toMap()[QStringLiteral("name")].toString(), QStringLiteral("c"));
    QVERIFY(m_cluster->remote().remove(client::gvr::configMaps, {"default", "c"}).result());
    QVERIFY(eventually([&] { return table.marked() == 0; })); // what is gone is not marked
    table.markAll(true);
    QCOMPARE(table.marked(), 3);
    table.setKind(QStringLiteral("Secret"));
    QVERIFY(eventually([&] { return table.marked() == 0; }));
}

void TestResourceTable::oneNamespace()
{
    configMap("default", "here", 1);
    configMap("kube-public", "there", 1);
    ResourceTable table;
    table.setSession(m_cluster->session.get());
    table.setKind(QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return names(table).contains(QStringLiteral("there")) && names(table).contains(QStringLiteral("here")); }));
    table.setNs(QStringLiteral("kube-public"));
    QVERIFY(eventually([&] { return table.isSynced() && names(table) == QStringList{QStringLiteral("there")}; }));
    QVERIFY(!titles(table).contains(QStringLiteral("Namespace")));
    QVERIFY(table.isNamespaced());
    table.setKind(QStringLiteral("Node"));
    QVERIFY(eventually([&] { return table.isSynced() && !table.isNamespaced(); }));
}

void TestResourceTable::everyKindOfTheCluster()
{
    models::KindList kinds;
    kinds.setSession(m_cluster->session.get());
    QSet<QString> ids;
    QStringList sections;
    const QVariantList all = kinds.kinds();
    for (const QVariant &kind : all) {
        ids.insert(kind.toMap()[QStringLiteral("id")].toString());
        const QString section = kind.toMap()[QStringLiteral("section")].toString();
        if (sections.isEmpty() || sections.constLast() != section)
            sections += section;
    }
    QCOMPARE(ids.size(), all.size());
    for (const char *id : {"Pod", "Deployment", "ConfigMap", "ClusterRole", "Machine", "Lease"})
        QVERIFY2(ids.contains(QString::fromUtf8(id)), id);
    QCOMPARE(QSet<QString>(sections.cbegin(), sections.cend()).size(), sections.size()); // each section once
    QVERIFY(eventually([&] { return kinds.namespaces().contains(QStringLiteral("kube-system")); }));
    // Each of them can be shown.
    ResourceTable table;
    table.setSession(m_cluster->session.get());
    for (const QString &id : std::as_const(ids)) {
        table.setKind(id);
        QVERIFY2(eventually([&] { return table.isSynced() && !table.columns().isEmpty(); }), qPrintable(id));
        QCOMPARE(table.refusal(), QString());
    }
}

QTEST_GUILESS_MAIN(TestResourceTable)
#include "tst_resourcetable.moc"
