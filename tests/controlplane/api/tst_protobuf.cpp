// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobuf.h"

#include <QTest>

using namespace orrery::api;

/// Writes the wire format, so that the tests need no second implementation of Kubernetes.
class Message final
{
public:
    Message &number(int field, quint64 value)
    {
        varint(quint64(field) << 3);
        varint(value);
        return *this;
    }
    Message &bytes(int field, const QByteArray &value)
    {
        varint(quint64(field) << 3 | 2);
        varint(quint64(value.size()));
        m_bytes += value;
        return *this;
    }
    Message &message(int field, const Message &value) { return bytes(field, value.m_bytes); }
    QByteArray envelope(const char *apiVersion, const char *kind) const
    {
        Message typeMeta, unknown;
        typeMeta.bytes(1, apiVersion).bytes(2, kind);
        unknown.message(1, typeMeta).bytes(2, m_bytes).bytes(3, {}).bytes(4, {});
        return QByteArray("k8s\0", 4) + unknown.m_bytes;
    }

private:
    void varint(quint64 value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += char(value | 0x80);
        m_bytes += char(value);
    }
    QByteArray m_bytes;
};

class TestProtobuf final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void configMap();
    void pod();
    void deleteOptions();
    void hostile_data();
    void hostile();
};

void TestProtobuf::configMap()
{
    Message metadata, entry, empty, binary, map;
    metadata.bytes(1, "c").bytes(2, "").bytes(3, "default").bytes(8, {}); // generateName and creationTimestamp are empty
    entry.bytes(1, "a").bytes(2, "b");
    empty.bytes(1, "e");
    binary.bytes(1, "f").bytes(2, QByteArray("\x00\xff", 2));
    map.message(1, metadata).message(2, entry).message(2, empty).message(3, binary);
    const auto value = parseProtobuf(Schema::builtin(), map.envelope("v1", "ConfigMap"));
    QVERIFY(value);
    QCOMPARE(toJson(*value), R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"default"},"data":{"a":"b","e":""},"binaryData":{"f":"AP8="}})");
}

void TestProtobuf::pod()
{
    // A volume's source lies in a message of its own (Volume{1: name, 2: VolumeSource}), though JSON shows it inline.
    Message hostPath, source, volume, quantity, limit, resources, port, probePort, httpGet, handler, probe, container, spec, pod;
    hostPath.bytes(1, "/data").bytes(2, "Directory");
    source.message(1, hostPath);
    volume.bytes(1, "v").message(2, source);
    quantity.bytes(1, "64Mi");
    limit.bytes(1, "memory").message(2, quantity);
    resources.message(1, limit);
    port.bytes(1, "").number(2, 0).number(3, 8080).bytes(4, "TCP").bytes(5, "");
    probePort.number(1, 1).number(2, 0).bytes(3, "http");
    httpGet.bytes(1, "/healthz").message(2, probePort);
    handler.message(2, httpGet);
    probe.message(1, handler).number(2, 0).number(6, 3);
    container.bytes(1, "c").bytes(2, "image").bytes(3, "sh").bytes(3, "-c").message(6, port).message(8, resources).message(10, probe);
    spec.message(1, volume).message(2, container).bytes(3, "Always").number(4, 30).number(11, 0);
    pod.message(2, spec);
    const auto value = parseProtobuf(Schema::builtin(), pod.envelope("v1", "Pod"));
    QVERIFY(value);
    const Value &read = (*value)["spec"];
    QCOMPARE(read["volumes"].at(0)["hostPath"]["path"].bytes(), "/data");
    QCOMPARE(read["terminationGracePeriodSeconds"].integer(), 30);
    QVERIFY(!read.contains("hostNetwork")); // false and optional: left out
    const Value &c = read["containers"].at(0);
    QCOMPARE(toJson(c["command"]), R"(["sh","-c"])");
    QCOMPARE(toJson(c["ports"]), R"([{"containerPort":8080,"protocol":"TCP"}])");
    QCOMPARE(c["resources"]["limits"]["memory"].bytes(), "64Mi");
    QCOMPARE(toJson(c["livenessProbe"]), R"({"httpGet":{"path":"/healthz","port":"http"},"failureThreshold":3})");
}

void TestProtobuf::deleteOptions()
{
    Message options;
    options.number(1, 0).bytes(4, "Background");
    const auto value = parseProtobuf(Schema::builtin(), options.envelope("apps/v1", "DeleteOptions"));
    QVERIFY(value);
    QVERIFY((*value)["gracePeriodSeconds"].isInteger()); // a pointer: zero is said
    QCOMPARE((*value)["propagationPolicy"].bytes(), "Background");
}

void TestProtobuf::hostile_data()
{
    QTest::addColumn<QByteArray>("bytes");
    Message metadata;
    metadata.bytes(1, "\xff\xfe");
    Message badText;
    badText.message(1, metadata);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("json") << QByteArray("{}");
    QTest::newRow("no kind") << QByteArray("k8s\0", 4);
    QTest::newRow("unknown kind") << Message().envelope("v1", "Nonsense");
    QTest::newRow("not UTF-8") << badText.envelope("v1", "Pod");
    QTest::newRow("cut") << Message().bytes(1, "metadata").envelope("v1", "Pod").chopped(8) + "\x0a\xff";
    QTest::newRow("endless number") << QByteArray("k8s\0", 4) + QByteArray(20, '\xff');
    QTest::newRow("length beyond the end") << QByteArray("k8s\0\x0a\x7f", 6);
    QTest::newRow("group") << QByteArray("k8s\0\x0b", 5);
}

void TestProtobuf::hostile()
{
    QFETCH(QByteArray, bytes);
    const auto value = parseProtobuf(Schema::builtin(), bytes);
    QVERIFY(value.failedWith(Reason::BadRequest));
    QVERIFY(!value.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestProtobuf)
#include "tst_protobuf.moc"
