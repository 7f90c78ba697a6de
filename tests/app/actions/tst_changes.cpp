// SPDX-License-Identifier: GPL-3.0-only
// The pure parts: differences of texts, what takes a change back, what goes with a deletion.
#include "app/actions/dependents.h"
#include "app/actions/linediff.h"
#include "app/actions/undo.h"

#include <QTest>

using namespace orrery;
using actions::DiffLine;
using Sign = actions::DiffLine::Sign;

class TestChanges final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diffs_data();
    void diffs();
    void diffsOfAnything();
    void leavesOutWhatIsFar();
    void inverses_data();
    void inverses();
    void againWithoutTheServers();
    void whatGoesWithIt();
};

static QByteArray shown(const QList<DiffLine> &lines)
{
    QByteArray text;
    for (const DiffLine &line : lines)
        text += char(line.sign) + line.text + '\n';
    return text;
}

void TestChanges::diffs_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("lines");
    QTest::newRow("same") << QByteArray("a\nb\n") << QByteArray("a\nb\n") << QByteArray(" a\n b\n");
    QTest::newRow("changed") << QByteArray("a\nb\nc\n") << QByteArray("a\nx\nc\n") << QByteArray(" a\n-b\n+x\n c\n");
    QTest::newRow("added") << QByteArray("a\nc\n") << QByteArray("a\nb\nc\nd\n") << QByteArray(" a\n+b\n c\n+d\n");
    QTest::newRow("gone") << QByteArray("a\nb\nc\n") << QByteArray("c\n") << QByteArray("-a\n-b\n c\n");
    QTest::newRow("from nothing") << QByteArray("") << QByteArray("a\n") << QByteArray("+a\n");
    QTest::newRow("to nothing") << QByteArray("a\n") << QByteArray("") << QByteArray("-a\n");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("") << QByteArray("");
}

void TestChanges::diffs()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QTEST(shown(actions::lineDiff(before, after)), "lines");
}

/// Of any two texts the lines that stay and go are the first, those that stay and come the second; and no more is touched than need be.
void TestChanges::diffsOfAnything()
{
    quint32 seed = 7;
    const auto random = [&](quint32 below) {
        seed = seed * 1664525u + 1013904223u;
        return int((seed >> 8) % below);
    };
    for (int round = 0; round < 300; ++round) {
        QByteArray before, after;
        for (int i = random(30); i > 0; --i)
            before += QByteArray(1, char('a' + random(5))) + '\n';
        for (int i = random(30); i > 0; --i)
            after += QByteArray(1, char('a' + random(5))) + '\n';
        QByteArray left, right;
        for (const DiffLine &line : actions::lineDiff(before, after)) {
            if (line.sign != Sign::New)
                left += line.text + '\n';
            if (line.sign != Sign::Gone)
                right += line.text + '\n';
        }
        QCOMPARE(left, before);
        QCOMPARE(right, after);
    }
    // Too different to be worth it: one in place of the other, and quickly.
    QByteArray much, other;
    for (int i = 0; i < 3000; ++i) {
        much += "a" + QByteArray::number(i) + '\n';
        other += "b" + QByteArray::number(i) + '\n';
    }
    QCOMPARE(actions::lineDiff(much, other).size(), 6000);
}

void TestChanges::leavesOutWhatIsFar()
{
    QByteArray before, after;
    for (int i = 0; i < 20; ++i) {
        before += QByteArray::number(i) + '\n';
        after += i == 10 ? QByteArray("ten\n") : QByteArray::number(i) + '\n';
    }
    QCOMPARE(shown(actions::lineDiff(before, after, 2)), QByteArray("~8\n 8\n 9\n-10\n+ten\n 11\n 12\n~7\n"));
    QCOMPARE(shown(actions::lineDiff(before, before, 2)), QByteArray("~20\n"));
}

void TestChanges::inverses_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("inverse");
    QTest::newRow("value") << QByteArray(R"({"spec":{"replicas":5}})") << QByteArray(R"({"spec":{"replicas":2,"paused":true}})") << QByteArray(R"({"spec":{"replicas":2}})");
    QTest::newRow("new") << QByteArray(R"({"metadata":{"labels":{"a":"b"}}})") << QByteArray(R"({"metadata":{"name":"x"}})") << QByteArray(R"({"metadata":{"labels":{"a":null}}})");
    QTest::newRow("gone") << QByteArray(R"({"metadata":{"labels":{"a":null}}})") << QByteArray(R"({"metadata":{"labels":{"a":"b"}}})") << QByteArray(R"({"metadata":{"labels":{"a":"b"}}})");
    QTest::newRow("list") << QByteArray(R"({"spec":{"taints":[1]}})") << QByteArray(R"({"spec":{"taints":[2,3]}})") << QByteArray(R"({"spec":{"taints":[2,3]}})");
}

void TestChanges::inverses()
{
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, before);
    const api::Value from = *api::parseJson(before), change = *api::parseJson(patch);
    const api::Value inverse = actions::inverseOf(change, from);
    QTEST(api::toJson(inverse), "inverse");
}

void TestChanges::againWithoutTheServers()
{
    const api::Object pod(*api::parseJson(R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "b", "uid": "1", "resourceVersion": "2",
        "creationTimestamp": "2026-01-01T00:00:00Z", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["foregroundDeletion", "mine/x"], "labels": {"l": "m"},
        "managedFields": [{}]}, "spec": {"nodeName": "n", "containers": []}, "status": {"phase": "Running"}})"));
    QCOMPARE(api::toJson(actions::manifestAgain(pod).document()),
             QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"b","finalizers":["mine/x"],"labels":{"l":"m"}},"spec":{"containers":[]}})"));
    QVERIFY(actions::whyForGood(pod).isEmpty());
    const api::Object owned = pod.withMetadata("ownerReferences", *api::parseJson(R"([{"kind": "ReplicaSet", "name": "w", "uid": "9", "controller": true}])"));
    QVERIFY(!actions::whyForGood(owned).isEmpty());
}

void TestChanges::whatGoesWithIt()
{
    const auto object = [](const QByteArray &uid, const QList<QByteArray> &owners) {
        std::vector<api::Value> references;
        for (const QByteArray &owner : owners)
            references.push_back(api::Value::object({{"uid", owner}, {"kind", "X"}, {"name", owner}}));
        return api::newObject("v1", "X", {"default", uid}).withMetadata("uid", uid).withMetadata("ownerReferences", api::Value::array(std::move(references)));
    };
    const QList<api::Object> all{object("set", {"web"}), object("pod1", {"set"}), object("pod2", {"set"}), object("shared", {"web", "other"}),
                                 object("both", {"pod1", "pod2"}), object("alone", {}), object("loop", {"web", "loop2"}), object("loop2", {"set"})};
    QList<QByteArray> names;
    for (const api::Object &gone : actions::dependentsOf("web", all))
        names += gone.name();
    std::sort(names.begin(), names.end());
    QCOMPARE(names, (QList<QByteArray>{"both", "loop", "loop2", "pod1", "pod2", "set"}));
}

QTEST_GUILESS_MAIN(TestChanges)
#include "tst_changes.moc"
