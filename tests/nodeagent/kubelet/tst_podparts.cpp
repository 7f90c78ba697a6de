// SPDX-License-Identifier: GPL-3.0-only
// The kubelet's pure parts.
#include "nodeagent/kubelet/certificate.h"
#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/environment.h"
#include "nodeagent/kubelet/logreader.h"
#include "nodeagent/kubelet/network.h"
#include "nodeagent/kubelet/nodeconfig.h"
#include "nodeagent/kubelet/podstatus.h"
#include "nodeagent/kubelet/volumes.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::kubelet;
using api::Object;
using api::Value;

namespace {

Object podOf(const QByteArray &spec, const QByteArray &metadata = R"("name":"p","namespace":"d","uid":"u")")
{
    auto value = api::parseJson("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{" + metadata + "},\"spec\":{"
                                + spec + "},\"status\":{}}");
    if (!value)
        qFatal("%s", value.error().message.constData());
    return Object(*value);
}

} // namespace

class tst_PodParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expands_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("known") << QByteArray("a-$(X)-b") << QByteArray("a-1-b");
        QTest::newRow("unknown") << QByteArray("$(Y)") << QByteArray("$(Y)");
        QTest::newRow("escaped") << QByteArray("$$(X)") << QByteArray("$(X)");
        QTest::newRow("open") << QByteArray("$(X") << QByteArray("$(X");
        QTest::newRow("lone") << QByteArray("cost: $5 $") << QByteArray("cost: $5 $");
    }
    void expands()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(expand(text, {{"X", "1"}}), expected);
    }

    void qosClasses()
    {
        QCOMPARE(qosClass(podOf(R"("containers":[{"name":"a"}])")), "BestEffort");
        QCOMPARE(qosClass(podOf(R"("containers":[{"name":"a","resources":{"requests":{"cpu":"1"}}}])")), "Burstable");
        QCOMPARE(qosClass(podOf(R"("containers":[{"name":"a","resources":{"limits":{"cpu":"1","memory":"1Gi"}}}])")),
                 "Guaranteed");
        QCOMPARE(
            qosClass(podOf(
                R"("containers":[{"name":"a","resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}}])")),
            "Burstable");
    }

    void pullPolicies()
    {
        const auto policy = [](const char *image) { return pullPolicy(Value::object({{"image", image}})); };
        QCOMPARE(policy("nginx"), "Always");
        QCOMPARE(policy("registry.local:5000/nginx"), "Always");
        QCOMPARE(policy("nginx:latest"), "Always");
        QCOMPARE(policy("registry.local/demo:1"), "IfNotPresent");
        QCOMPARE(policy("nginx@sha256:0"), "IfNotPresent");
    }

    void missingReferencesAreErrorsUnlessOptional()
    {
        const References references;
        const QHash<api::Key, Object> services;
        const EnvironmentSources sources{references, services, {}, {}, {}};
        const auto required = podOf(
            R"("containers":[{"name":"a","env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"cm","key":"k"}}}]}])");
        const auto failed = environment(required, required.spec()["containers"].at(0), sources);
        QVERIFY(!failed);
        QVERIFY(failed.error().message.contains("configmap \"cm\" not found"));
        const auto optional = podOf(
            R"("containers":[{"name":"a","env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"cm","key":"k","optional":true}}}]}])");
        const auto passed = environment(optional, optional.spec()["containers"].at(0), sources);
        QVERIFY(passed);
        QVERIFY(passed.value().isEmpty());
    }

    void volumesStayInside()
    {
        QTemporaryDir dir;
        NodeConfig node;
        node.dataDir = dir.path();
        References references;
        references.configMaps.insert({"d", "cm"}, Object(*api::parseJson(R"({"data":{"k":"v"}})")));
        const QHash<api::Key, Object> services;
        const EnvironmentSources sources{references, services, {}, {}, {}};
        for (const char *path : {"../evil", "/etc/evil", "a/../../evil", "..", ""}) {
            const auto pod = podOf(R"("volumes":[{"name":"v","configMap":{"name":"cm","items":[{"key":"k","path":")"
                                   + QByteArray(path) + R"("}]}}])");
            QVERIFY2(!setUpVolumes(pod, node, sources, client::Client(nullptr)), path);
        }
        QVERIFY(!QFileInfo::exists(dir.path() + "/evil"));
        const auto good = podOf(
            R"("volumes":[{"name":"v","configMap":{"name":"cm","defaultMode":256,"items":[{"key":"k","path":"sub/file"}]}}])");
        const auto made = setUpVolumes(good, node, sources, client::Client(nullptr));
        QVERIFY2(made, made ? "" : made.error().message.constData());
        QFile file(made.value()["v"] + "/sub/file");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "v");
        QCOMPARE(int(file.permissions() & (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup)),
                 int(QFile::ReadOwner));
        tearDownVolumes(node, "u");
        QVERIFY(!QFileInfo::exists(node.podDir("u")));
    }

    void phases()
    {
        const auto pod
            = podOf(R"("restartPolicy":"Never","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}])");
        PodView view;
        QCOMPARE(podPhase(pod, view), "Pending");
        cri::ContainerStatus running;
        running.id = "1";
        running.state = cri::ContainerState::Running;
        cri::ContainerStatus ended = running;
        ended.state = cri::ContainerState::Exited;
        view.containers["a"].latest = running;
        QCOMPARE(podPhase(pod, view), "Pending");
        view.containers["b"].latest = ended;
        QCOMPARE(podPhase(pod, view), "Running");
        view.containers["a"].latest = ended;
        QCOMPARE(podPhase(pod, view), "Succeeded");
        view.containers["b"].latest->exitCode = 1;
        QCOMPARE(podPhase(pod, view), "Failed");
    }

    void statusIsStable()
    {
        // The same facts later give the same status: no write without a change.
        auto pod = podOf(R"("containers":[{"name":"a","image":"i"}])");
        PodView view;
        view.sandbox = cri::SandboxStatus{"s", "p", "u", "d", 0, true, 1, {"10.244.0.2"}, {}, {}};
        cri::ContainerStatus running;
        running.id = "1";
        running.state = cri::ContainerState::Running;
        running.startedAt = 1'700'000'000'000'000'000;
        view.containers["a"] = {running, {}, {}, {}, true, true, {}};
        NodeConfig node;
        node.address = "10.240.0.11";
        const auto first = podStatus(pod, view, node, 1'700'000'000'000'000);
        const auto second = podStatus(pod.with("status", first), view, node, 1'700'000'999'000'000);
        QCOMPARE(api::toJson(second), api::toJson(first));
    }

    void readsLogs_data()
    {
        QTest::addColumn<int>("tail");
        QTest::addColumn<bool>("timestamps");
        QTest::addColumn<QByteArray>("since");
        QTest::addColumn<int>("limit");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("all") << -1 << false << QByteArray() << -1 << QByteArray("one\ntwo-three\nfour\n");
        QTest::newRow("tail 1") << 1 << false << QByteArray() << -1 << QByteArray("four\n");
        QTest::newRow("tail 0") << 0 << false << QByteArray() << -1 << QByteArray();
        QTest::newRow("tail many") << 100 << false << QByteArray() << -1 << QByteArray("one\ntwo-three\nfour\n");
        QTest::newRow("timestamps") << 1 << true << QByteArray() << -1 << QByteArray("2026-01-01T00:00:03.5Z four\n");
        QTest::newRow("since") << -1 << false << QByteArray("2026-01-01T00:00:03Z") << -1 << QByteArray("four\n");
        QTest::newRow("limit") << -1 << false << QByteArray() << 5 << QByteArray("one\nt");
    }
    void readsLogs()
    {
        QFETCH(int, tail);
        QFETCH(bool, timestamps);
        QFETCH(QByteArray, since);
        QFETCH(int, limit);
        QFETCH(QByteArray, expected);
        QTemporaryDir dir;
        QFile file(dir.filePath("0.log"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("2026-01-01T00:00:01Z stdout F one\n2026-01-01T00:00:02Z stdout P two-\n2026-01-01T00:00:02Z stdout "
                   "F three\n"
                   "not a log line\n2026-01-01T00:00:03.5Z stderr F four\n");
        file.close();
        api::TunnelOpen options;
        options.tailLines = tail;
        options.timestamps = timestamps;
        options.sinceTime = since;
        options.limitBytes = limit;
        LogReader reader(file.fileName(), options, 0);
        QByteArray got;
        reader.data = [&](const QByteArray &bytes) { got += bytes; };
        QSignalSpy ended(&reader, &LogReader::ended);
        reader.start();
        QCOMPARE(ended.count(), 1);
        QCOMPARE(got, expected);
    }

    void followsLogs()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath("0.log"));
        api::TunnelOpen options;
        options.follow = true;
        LogReader reader(file.fileName(), options, 0);
        QByteArray got;
        bool full = false;
        reader.data = [&](const QByteArray &bytes) { got += bytes; };
        reader.full = [&] { return full; };
        QSignalSpy ended(&reader, &LogReader::ended);
        reader.start(); // before the file exists
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        file.write("t stdout F one\n");
        QTRY_COMPARE(got, QByteArray("one\n"));
        full = true;
        file.write("t stdout F two\n");
        QTest::qWait(50);
        QCOMPARE(got, QByteArray("one\n"));
        full = false;
        reader.resume();
        QTRY_COMPARE(got, QByteArray("one\ntwo\n"));
        QCOMPARE(ended.count(), 0);
        reader.endAtNextGap();
        QTRY_COMPARE(ended.count(), 1);
    }

    void asksForACertificate()
    {
        const auto made = makeCertificateRequest("n1");
        QVERIFY(made);
        QVERIFY(made.value().requestPem.startsWith("-----BEGIN CERTIFICATE REQUEST-----"));
        QVERIFY(made.value().keyPem.startsWith("-----BEGIN PRIVATE KEY-----"));
        QTemporaryDir dir;
        const NodeIdentity identity{"-----BEGIN CERTIFICATE-----\nx\n", made.value().keyPem};
        QVERIFY(identity.save(dir.filePath("pki")));
        QCOMPARE(int(QFile::permissions(dir.filePath("pki/node.pem"))
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)),
                 0);
        QCOMPARE(NodeIdentity::load(dir.filePath("pki")).keyPem, identity.keyPem);
        QVERIFY(!identity.isFor("n1", QDateTime::currentDateTimeUtc())); // no certificate at all
    }

    void configsAreChecked()
    {
        const auto parse = [](const QByteArray &json) { return NodeConfig::fromValue(*api::parseJson(json)); };
        QVERIFY(parse(R"({"nodeName":"n1","address":"10.0.0.1","dataDir":"/x"})"));
        QVERIFY(!parse(R"({"nodeName":"N_1","address":"10.0.0.1","dataDir":"/x"})"));
        QVERIFY(!parse(R"({"nodeName":"n1","address":"there","dataDir":"/x"})"));
        QVERIFY(!parse(R"({"nodeName":"n1","address":"10.0.0.1","dataDir":"x"})"));
    }

    void cniConfigIsJson()
    {
        const auto config = api::parseJson(Network::cniConfig("10.244.1.0/24", "/run/ipam"));
        QVERIFY(config);
        const Value document = config.value();
        QCOMPARE(document["plugins"].at(0)["ipam"]["ranges"].at(0).at(0)["subnet"].bytes(), "10.244.1.0/24");
    }
};

QTEST_GUILESS_MAIN(tst_PodParts)
#include "tst_podparts.moc"
