// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/runtime.h"

#include <QHash>
#include <QMutex>
#include <QObject>

namespace orrery::cri {

/// A container runtime that runs nothing: sandboxes and containers are entries in memory. It is what hollow nodes have,
/// and what the kubelet's tests drive. Sandboxes get addresses from the pod CIDR; containers run until they are
/// stopped, unless the pod says otherwise by annotation:
///
///   orrery.dev/fake-pull-delay, -start-delay   "500ms", "2s", "1m": how long a pull takes; from start to running
///   orrery.dev/fake-exit-after, -exit-code     ends by itself after that time, with that code (0)
///   orrery.dev/fake-sandbox-error, -pull-error, -start-error   fails, with this message
///   orrery.dev/fake-ready                      "false": every probe of the pod's containers fails
///   orrery.dev/fake-log                        what each container writes to its log at start
///   orrery.dev/fake-cpu, -memory               "250m", "64Mi": what each container uses, for its statistics
///   orrery.dev/fake-ignore-term                "true": ends only when its grace is over
///
/// Any of them for one container alone: "orrery.dev/fake-exit-code.NAME". Logs are written to real files in CRI's form
/// if logDirectory exists. exec answers with the command line and echoes its input; a forwarded port speaks one line of
/// HTTP. Thread: any; timers run on the thread that made it, which needs an event loop. Lifetime: QObject parent.
class FakeRuntime final : public QObject, public RuntimeService, public ImageService
{
    Q_OBJECT
public:
    explicit FakeRuntime(QObject *parent = nullptr);
    ~FakeRuntime() override;

    /// Tests: as if the process had died by itself.
    void exitContainer(const QByteArray &id, int exitCode, const QByteArray &reason = "Error");
    /// Tests: as if the node had been switched off and on: everything there is, but nothing runs.
    void reboot();
    void setReady(bool ready); ///< the RuntimeReady condition

    Result<Version> version() override;
    Result<QList<Condition>> status() override;
    Result<> updatePodCidr(const QByteArray &cidr) override;
    Result<QByteArray> runPodSandbox(const SandboxConfig &config) override;
    Result<> stopPodSandbox(const QByteArray &id) override;
    Result<> removePodSandbox(const QByteArray &id) override;
    Result<SandboxStatus> podSandboxStatus(const QByteArray &id) override;
    Result<QList<SandboxStatus>> listPodSandboxes(const Labels &labels) override;
    Result<QByteArray> createContainer(const QByteArray &sandboxId, const ContainerConfig &config,
                                       const SandboxConfig &sandbox) override;
    Result<> startContainer(const QByteArray &id) override;
    Result<> removeContainer(const QByteArray &id) override;
    Result<QList<ContainerStatus>> listContainers(const Labels &labels) override;
    Result<ContainerStatus> containerStatus(const QByteArray &id) override;
    Result<> reopenContainerLog(const QByteArray &id) override;
    Result<QList<ContainerStats>> listContainerStats() override;
    void stopContainer(const QByteArray &id, qint64 graceSeconds, std::function<void(Result<>)> done) override;
    void execSync(const QByteArray &id, const QList<QByteArray> &command, qint64 timeoutSeconds,
                  std::function<void(Result<ExecResult>)> done) override;
    Result<QByteArray> exec(const QByteArray &id, const QList<QByteArray> &command, const Terminal &terminal) override;
    Result<QByteArray> attach(const QByteArray &id, const Terminal &terminal) override;
    Result<QByteArray> portForward(const QByteArray &sandboxId, int port) override;
    std::unique_ptr<Conversation> open(const QByteArray &address, const Terminal &terminal, int port,
                                       Conversation::Handlers handlers) override;
    std::unique_ptr<EventSubscription> subscribe(std::function<void(RuntimeEvent)> event) override;
    bool losesEvents() const override { return false; }
    std::optional<bool> answerProbe(const QByteArray &containerId) override;

    Result<QList<Image>> listImages() override;
    Result<std::optional<Image>> imageStatus(const QByteArray &reference) override;
    void pullImage(const QByteArray &reference, const SandboxConfig &sandbox, const RegistryAuth &auth,
                   std::function<void(Result<QByteArray>)> done) override;
    Result<> removeImage(const QByteArray &reference) override;

    /// A container's configuration as it was created, for tests.
    ContainerConfig containerConfig(const QByteArray &id) const;

private:
    struct Sandbox
    {
        SandboxConfig config;
        SandboxStatus status;
    };
    struct Container
    {
        ContainerConfig config;
        ContainerStatus status;
        bool starting = false;
    };
    struct Listeners;
    class Subscription;
    void later(qint64 milliseconds, std::function<void()> action);
    void run(const QByteArray &id);
    void writeLog(const Sandbox &sandbox, const Container &container, const QByteArray &text);
    void emitEvent(RuntimeEvent event);
    QByteArray nextId();
    QByteArray takeAddress();
    void endLocked(Container &container, int exitCode, const QByteArray &reason);

    mutable QMutex m_mutex; // everything below
    QMap<QByteArray, Sandbox> m_sandboxes;
    QMap<QByteArray, Container> m_containers;
    QHash<QByteArray, Image> m_images;
    QByteArray m_podCidr;
    quint32 m_nextAddress = 2;
    quint64 m_nextId = 0;
    bool m_ready = true;
    std::shared_ptr<Listeners> m_listeners;
};

} // namespace orrery::cri
