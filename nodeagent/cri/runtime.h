// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/values.h"

#include <functional>
#include <memory>

class QObject;

namespace orrery::cri {

using api::Result;

/// Something happened to a container or sandbox; look at it.
struct RuntimeEvent
{
    enum class Type { Exited, OutOfMemory, Changed };
    Type type = Type::Changed;
    QByteArray id; ///< of the container or sandbox
};

/// Ends a subscription when destroyed.
class EventSubscription
{
public:
    virtual ~EventSubscription() = default;
};

/// An open conversation with a process in a container, or with a port of a pod. Destroying it hangs up.
/// Thread: that of the context it was opened with. Lifetime: the opener's.
class Conversation
{
public:
    enum Channel { Stdin = 0, Stdout = 1, Stderr = 2, Error = 3, Resize = 4, Data = 5 };
    struct Handlers
    {
        std::function<void()> opened;
        std::function<void(int channel, const QByteArray &bytes)>
            data; ///< Stdout, Stderr, or Data; Error at the end: a metav1.Status as JSON
        std::function<void(Result<> result)> ended; ///< once; nothing follows
        std::function<void()> writable; ///< pending() fell
    };
    virtual ~Conversation() = default;
    virtual void send(int channel, const QByteArray &bytes) = 0; ///< Stdin, Resize or Data
    virtual void closeChannel(int channel) = 0; ///< no more is sent on it
    virtual qint64 pending() const = 0; ///< bytes not yet taken
    virtual void setPaused(bool paused) = 0; ///< stop reading while the other side can't take more
};

/// The container runtime: CRI v1's RuntimeService, without gRPC. Sandboxes hold a pod's namespaces; containers live in
/// them. Does not: know pods, retry, or keep state of its own. Implementations: GrpcRuntime (containerd), FakeRuntime
/// (hollow nodes). Thread: any; the blocking calls answer within their deadline (2 minutes; 10 s for reads). Errors:
/// NotFound, AlreadyExists, Timeout, ServiceUnavailable (no runtime there), InternalError with the runtime's words.
/// Lifetime: outlives every user.
class RuntimeService
{
public:
    virtual ~RuntimeService() = default;

    virtual Result<Version> version() = 0;
    virtual Result<QList<Condition>> status() = 0; ///< RuntimeReady, NetworkReady
    virtual Result<> updatePodCidr(const QByteArray &cidr) = 0;

    virtual Result<QByteArray> runPodSandbox(const SandboxConfig &config) = 0;
    virtual Result<> stopPodSandbox(const QByteArray &id) = 0; ///< idempotent
    virtual Result<> removePodSandbox(const QByteArray &id) = 0; ///< and its containers; idempotent
    virtual Result<SandboxStatus> podSandboxStatus(const QByteArray &id) = 0;
    /// Those that carry all of the labels; without addresses (podSandboxStatus has them).
    virtual Result<QList<SandboxStatus>> listPodSandboxes(const Labels &labels = {}) = 0;

    virtual Result<QByteArray> createContainer(const QByteArray &sandboxId, const ContainerConfig &config,
                                               const SandboxConfig &sandbox)
        = 0;
    virtual Result<> startContainer(const QByteArray &id) = 0;
    virtual Result<> removeContainer(const QByteArray &id) = 0; ///< idempotent
    /// Those that carry all of the labels, including exited ones; times and exit code only from containerStatus().
    virtual Result<QList<ContainerStatus>> listContainers(const Labels &labels = {}) = 0;
    virtual Result<ContainerStatus> containerStatus(const QByteArray &id) = 0;
    virtual Result<> reopenContainerLog(const QByteArray &id) = 0;
    virtual Result<QList<ContainerStats>> listContainerStats() = 0;

    /// TERM, and KILL after graceSeconds. `done` comes on an unspecified thread, when the container has gone.
    virtual void stopContainer(const QByteArray &id, qint64 graceSeconds, std::function<void(Result<>)> done) = 0;
    /// Runs a command to its end, output bounded by the runtime (16 MiB). `done` on an unspecified thread. Errors:
    /// Timeout.
    virtual void execSync(const QByteArray &id, const QList<QByteArray> &command, qint64 timeoutSeconds,
                          std::function<void(Result<ExecResult>)> done)
        = 0;

    /// Blocking; the answer is a one-time address for open().
    virtual Result<QByteArray> exec(const QByteArray &id, const QList<QByteArray> &command, const Terminal &terminal)
        = 0;
    virtual Result<QByteArray> attach(const QByteArray &id, const Terminal &terminal) = 0;
    virtual Result<QByteArray> portForward(const QByteArray &sandboxId, int port) = 0;
    /// Connects to such an address, without blocking. Callbacks come on the calling thread, which needs an event loop.
    virtual std::unique_ptr<Conversation> open(const QByteArray &address, const Terminal &terminal, int port,
                                               Conversation::Handlers handlers)
        = 0;

    /// `event` comes on an unspecified thread. Events may be lost; whoever needs them all lists now and then (see
    /// losesEvents()).
    virtual std::unique_ptr<EventSubscription> subscribe(std::function<void(RuntimeEvent)> event) = 0;
    virtual bool losesEvents() const { return true; }
    /// A runtime whose pods have no real network answers probes itself: succeeded or not; nothing: probe over the
    /// network.
    virtual std::optional<bool> answerProbe(const QByteArray &containerId)
    {
        Q_UNUSED(containerId)
        return {};
    }
};

/// The images of a node: CRI v1's ImageService. Thread, errors, lifetime: as RuntimeService.
class ImageService
{
public:
    virtual ~ImageService() = default;
    virtual Result<QList<Image>> listImages() = 0;
    virtual Result<std::optional<Image>> imageStatus(const QByteArray &reference) = 0; ///< nothing: not here
    /// `done` with the image's reference, on an unspecified thread. At most 10 minutes.
    virtual void pullImage(const QByteArray &reference, const SandboxConfig &sandbox, const RegistryAuth &auth,
                           std::function<void(Result<QByteArray>)> done)
        = 0;
    virtual Result<> removeImage(const QByteArray &reference) = 0;
};

} // namespace orrery::cri
