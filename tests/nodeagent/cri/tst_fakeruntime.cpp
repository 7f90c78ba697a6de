// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/fakeruntime.h"

#include <QTest>

using namespace orrery;
using namespace orrery::cri;

class tst_FakeRuntime : public QObject
{
    Q_OBJECT

    static SandboxConfig sandbox(const QByteArray &name, const Labels &annotations = {})
    {
        SandboxConfig config;
        config.name = name;
        config.ns = "d";
        config.uid = name + "-uid";
        config.labels = {{"pod", name}};
        config.annotations = annotations;
        return config;
    }
    static QByteArray start(FakeRuntime &runtime, const QByteArray &sandboxId)
    {
        ContainerConfig config;
        config.name = "main";
        config.labels = {{"c", "main"}};
        const auto id = runtime.createContainer(sandboxId, config, {});
        if (!id || !runtime.startContainer(id.value()))
            return {};
        return id.value();
    }

private Q_SLOTS:
    void givesAddressesAndTakesThemBack()
    {
        FakeRuntime runtime;
        QVERIFY(!runtime.runPodSandbox(sandbox("early"))); // no pod CIDR yet
        QVERIFY(runtime.updatePodCidr("10.244.1.0/29"));
        QSet<QByteArray> addresses;
        QList<QByteArray> ids;
        for (int i = 0; i < 5; ++i) { // .2 to .6
            const auto id = runtime.runPodSandbox(sandbox("p" + QByteArray::number(i)));
            QVERIFY(id);
            ids.append(id.value());
            addresses.insert(runtime.podSandboxStatus(id.value()).value().ips.value(0));
        }
        QCOMPARE(addresses.size(), 5);
        QVERIFY(!addresses.contains("10.244.1.1"));
        QVERIFY(!runtime.runPodSandbox(sandbox("full")));
        QVERIFY(runtime.removePodSandbox(ids[2]));
        QVERIFY(runtime.runPodSandbox(sandbox("again")));
    }

    void runsAndStops()
    {
        FakeRuntime runtime;
        QVERIFY(runtime.updatePodCidr("10.244.1.0/24"));
        QList<RuntimeEvent> events;
        QMutex mutex;
        const auto subscription = runtime.subscribe([&](const RuntimeEvent &event) {
            QMutexLocker lock(&mutex);
            events.append(event);
        });
        const auto id = runtime.runPodSandbox(sandbox("p"));
        const auto container = start(runtime, id.value());
        QCOMPARE(runtime.containerStatus(container).value().state, ContainerState::Running);
        bool done = false;
        runtime.stopContainer(container, 30, [&](Result<>) { done = true; });
        QTRY_VERIFY(done);
        QCOMPARE(runtime.containerStatus(container).value().state, ContainerState::Exited);
        QCOMPARE(runtime.containerStatus(container).value().exitCode, 143);
        QVERIFY(std::any_of(events.begin(), events.end(), [&](const auto &event) {
            return event.type == RuntimeEvent::Type::Exited && event.id == container;
        }));
        QVERIFY(runtime.listContainers({{"c", "other"}}).value().isEmpty());
        QCOMPARE(runtime.listContainers({{"c", "main"}}).value().size(), 1);
    }

    void followsTheScript()
    {
        FakeRuntime runtime;
        QVERIFY(runtime.updatePodCidr("10.244.1.0/24"));
        QVERIFY(!runtime.runPodSandbox(sandbox("p", {{"orrery.dev/fake-sandbox-error", "no"}})));
        const auto id = runtime.runPodSandbox(sandbox("p",
                                                      {{"orrery.dev/fake-start-delay", "10ms"},
                                                       {"orrery.dev/fake-exit-after", "10ms"},
                                                       {"orrery.dev/fake-exit-code.main", "4"}}));
        const auto container = start(runtime, id.value());
        QCOMPARE(runtime.containerStatus(container).value().state, ContainerState::Created);
        QTRY_COMPARE(runtime.containerStatus(container).value().state, ContainerState::Exited);
        QCOMPARE(runtime.containerStatus(container).value().exitCode, 4);
        QVERIFY(runtime.containerStatus(container).value().startedAt > 0);

        std::optional<Result<QByteArray>> pulled;
        runtime.pullImage("a:1", sandbox("p", {{"orrery.dev/fake-pull-error", "no such image"}}), {},
                          [&](Result<QByteArray> result) { pulled = result; });
        QTRY_VERIFY(pulled);
        QCOMPARE(pulled->error().message, "no such image");
        pulled.reset();
        runtime.pullImage("a:1", sandbox("p"), {}, [&](Result<QByteArray> result) { pulled = result; });
        QTRY_VERIFY(pulled && *pulled);
        QVERIFY(runtime.imageStatus("a:1").value().has_value());
    }

    void echoes()
    {
        FakeRuntime runtime;
        QVERIFY(runtime.updatePodCidr("10.244.1.0/24"));
        const auto container = start(runtime, runtime.runPodSandbox(sandbox("p")).value());
        const Terminal terminal{true, true, false, false};
        const auto address = runtime.exec(container, {"echo", "hi"}, terminal);
        QVERIFY(address);
        QByteArray out, status;
        bool ended = false;
        Conversation::Handlers handlers;
        handlers.data
            = [&](int channel, const QByteArray &bytes) { (channel == Conversation::Stdout ? out : status) += bytes; };
        handlers.ended = [&](Result<>) { ended = true; };
        const auto conversation = runtime.open(address.value(), terminal, 0, std::move(handlers));
        QTRY_COMPARE(out, "echo hi\n");
        conversation->send(Conversation::Stdin, "typed");
        QCOMPARE(out, "echo hi\ntyped");
        conversation->closeChannel(Conversation::Stdin);
        QTRY_VERIFY(ended);
        QVERIFY(status.contains("Success"));
    }
};

QTEST_GUILESS_MAIN(tst_FakeRuntime)
#include "tst_fakeruntime.moc"
