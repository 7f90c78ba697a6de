// SPDX-License-Identifier: GPL-3.0-only
// An object of every kind, with every field set, stays the same on its way through each form.
#include "tests/controlplane/api/fullobject.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;

class TestRoundTrip final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void lists();
    void sparse();
    void kubernetesBytes();
    void watchFrame();
    void durations_data();
    void durations();
};

/// "core/v1.Pod" -> "v1", "Pod".
static std::pair<QByteArray, QByteArray> kindOf(const Schema::Type &type)
{
    const qsizetype dot = type.name.lastIndexOf('.');
    QByteArray apiVersion = type.name.first(dot);
    if (apiVersion.startsWith("core/"))
        apiVersion = apiVersion.sliced(5);
    else if (apiVersion.startsWith("meta/"))
        apiVersion = "meta.k8s.io/" + apiVersion.sliced(5);
    return {apiVersion, type.name.sliced(dot + 1)};
}

static bool isKind(const Schema::Type &type)
{
    const Schema::Field *metadata = type.field("metadata");
    return metadata && metadata->kind == Schema::Kind::Reference && metadata->type->name == "meta/v1.ObjectMeta";
}

/// Where two documents differ first; empty if they don't.
static QByteArray difference(const Value &a, const Value &b, const QByteArray &path = {})
{
    if (a == b)
        return {};
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
        for (qsizetype i = 0; i < a.size(); ++i) {
            if (!(a.at(i) == b.at(i)))
                return difference(a.at(i), b.at(i), path + '[' + QByteArray::number(i) + ']');
        }
    }
    for (const auto &[from, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
        for (const Member &member : from->members()) {
            if (other->isObject() && !(member.value == (*other)[member.key()]))
                return difference(a[member.key()], b[member.key()], path + '.' + member.key().toByteArray());
        }
    }
    return path + ": " + toJson(a).left(200) + " is not " + toJson(b).left(200);
}

void TestRoundTrip::kinds_data()
{
    QTest::addColumn<QByteArray>("name");
    int count = 0;
    for (const Schema::Type &type : Schema::builtin().types()) {
        if (isKind(type) || type.name == "meta/v1.Status" || type.name == "meta/v1.DeleteOptions") {
            QTest::newRow(type.name.constData()) << type.name;
            ++count;
        }
    }
    QVERIFY(count > 80);
}

void TestRoundTrip::kinds()
{
    QFETCH(QByteArray, name);
    const Schema &schema = Schema::builtin();
    const Schema::Type &type = *schema.named(name);
    const auto [apiVersion, kind] = kindOf(type);
    const Value full = test::FullObject::of(type, apiVersion, kind);
    QVERIFY(full.size() > 2);

    Schema::Report report;
    const auto decoded = schema.decode(type, full, &report);
    QVERIFY2(decoded, decoded ? "" : decoded.error().message.constData());
    QVERIFY2(report.unknown.isEmpty(), report.unknown.join(' ').constData());
    QCOMPARE(difference(*decoded, full), QByteArray());

    const auto bytes = toProtobuf(schema, full);
    QVERIFY2(bytes, bytes ? "" : bytes.error().message.constData());
    const auto parsed = parseProtobuf(schema, *bytes);
    QVERIFY2(parsed, parsed ? "" : parsed.error().message.constData());
    QCOMPARE(difference(*parsed, full), QByteArray());
    QCOMPARE(*toProtobuf(schema, *parsed), *bytes);

    const auto yaml = parseYaml(toYaml(full));
    QVERIFY2(yaml, yaml ? "" : yaml.error().message.constData());
    QCOMPARE(yaml->size(), 1);
    QVERIFY(yaml->constFirst().value == full);
}

void TestRoundTrip::lists()
{
    const Schema &schema = Schema::builtin();
    const Value pod = test::FullObject::of(*schema.named("core/v1.Pod"), "v1", "Pod").without("apiVersion").without("kind");
    const Value list = Value::object({{"apiVersion", "v1"},
                                      {"kind", "PodList"},
                                      {"metadata", Value::object({{"resourceVersion", "7"}, {"continue", "abc"}, {"remainingItemCount", 3}})},
                                      {"items", Value::array({pod, pod})}});
    const auto bytes = toProtobuf(schema, list);
    QVERIFY(bytes);
    QCOMPARE(difference(*parseProtobuf(schema, *bytes), list), QByteArray());
    // Items of a list may say their kind in JSON; the wire has no place for it.
    const Value named = list.with("items", Value::array({pod.with("kind", "Pod"), pod}));
    QCOMPARE(*toProtobuf(schema, named), *bytes);
    QVERIFY(toProtobuf(schema, list.with("kind", "ThingList")).failedWith(Reason::NotAcceptable));
    QVERIFY(toProtobuf(schema, Value::object({{"apiVersion", "meta.k8s.io/v1"}, {"kind", "Table"}})).failedWith(Reason::NotAcceptable));
    QVERIFY(!hasProtobuf(schema, "meta.k8s.io/v1", "Table"));
    QVERIFY(hasProtobuf(schema, "meta.k8s.io/v1", "PartialObjectMetadataList"));
}

/// What is not there stays away, though the wire has it as a zero.
void TestRoundTrip::sparse()
{
    const Schema &schema = Schema::builtin();
    const QByteArray json = R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":0,"selector":{},)"
                            R"("template":{"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c"}]}}}})";
    const Value document = *parseJson(json);
    QCOMPARE(toJson(*parseProtobuf(schema, *toProtobuf(schema, document))), json);
}

/// The bytes that Kubernetes' own encoder makes of a small ConfigMap, written out by hand.
void TestRoundTrip::kubernetesBytes()
{
    const Value document = *parseJson(
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","creationTimestamp":null},"data":{"b":"2","a":""}})");
    const QByteArray metadata = QByteArray("\x0a\x01" "c" "\x12\x00\x1a\x00\x22\x00\x2a\x00\x32\x00\x38\x00\x42\x00", 3 + 14);
    const QByteArray data = QByteArray("\x12\x05\x0a\x01" "a" "\x12\x00\x12\x06\x0a\x01" "b" "\x12\x01" "2", 7 + 8);
    const QByteArray raw = QByteArray("\x0a\x11", 2) + metadata + data;
    const QByteArray unknown = QByteArray("\x0a\x0f\x0a\x02v1\x12\x09" "ConfigMap", 17) + "\x12" + char(raw.size()) + raw
        + QByteArray("\x1a\x00\x22\x00", 4);
    QCOMPARE(toProtobuf(Schema::builtin(), document)->toHex(' '), (QByteArray("k8s\0", 4) + unknown).toHex(' '));
}

void TestRoundTrip::watchFrame()
{
    const QByteArray frame = protobufWatchFrame(WatchEvent::Type::Added, "abc");
    QCOMPARE(frame.toHex(' '), QByteArray("00 00 00 0e 0a 05 41 44 44 45 44 12 05 0a 03 61 62 63"));
}

void TestRoundTrip::durations_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("zero") << qint64(0) << QByteArray("0s");
    QTest::newRow("nano") << qint64(1) << QByteArray("1ns");
    QTest::newRow("micro") << qint64(1'100) << QByteArray("1.1\u00b5s");
    QTest::newRow("milli") << qint64(2'200'000) << QByteArray("2.2ms");
    QTest::newRow("second") << qint64(3'300'000'000) << QByteArray("3.3s");
    QTest::newRow("minutes") << qint64(4 * 60'000'000'000 + 5'000'000'000) << QByteArray("4m5s");
    QTest::newRow("hours") << qint64(3'600'000'000'000) << QByteArray("1h0m0s");
    QTest::newRow("negative") << qint64(-90'000'000'000) << QByteArray("-1m30s");
    QTest::newRow("longest") << std::numeric_limits<qint64>::max() << QByteArray("2562047h47m16.854775807s");
    QTest::newRow("shortest") << std::numeric_limits<qint64>::min() << QByteArray("-2562047h47m16.854775808s");
}

void TestRoundTrip::durations()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QByteArray, text);
    QCOMPARE(formatDuration(nanoseconds), text);
    QCOMPARE(parseDuration(text), std::optional(nanoseconds));
    for (const char *bad : {"", "1", "s", "1x", "1.s.", "--1s", "9223372036854775808ns", "1s1"})
        QVERIFY2(!parseDuration(bad), bad);
}

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
