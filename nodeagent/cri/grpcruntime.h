// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/runtime.h"

namespace orrery::cri {

/// containerd behind its unix socket, by gRPC. Connects on first use and waits for the socket to appear, so it may be
/// made before containerd runs. Both services and the event stream share one connection. Thread: any. Lifetime:
/// outlives every call's `done`; the destructor waits for calls in flight to be cancelled.
class GrpcRuntime final : public RuntimeService, public ImageService
{
public:
    explicit GrpcRuntime(const QByteArray &socketPath);
    ~GrpcRuntime() override;
    /// Ends calls under way, and answers all later ones with ServiceUnavailable: nothing waits for a runtime that is
    /// not there.
    void shutDown();

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

    Result<QList<Image>> listImages() override;
    Result<std::optional<Image>> imageStatus(const QByteArray &reference) override;
    void pullImage(const QByteArray &reference, const SandboxConfig &sandbox, const RegistryAuth &auth,
                   std::function<void(Result<QByteArray>)> done) override;
    Result<> removeImage(const QByteArray &reference) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::cri
