// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/grpcruntime.h"

#include "nodeagent/cri/convert.h"
#include "nodeagent/cri/eventreader.h"
#include "nodeagent/cri/spdyconversation.h"

#include "proto/runtime.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <mutex>
#include <unordered_set>

namespace orrery::cri {

namespace v1 = runtime::v1;
using convert::bytes;
using convert::string;

namespace {

constexpr std::chrono::seconds readDeadline{10};
constexpr std::chrono::seconds writeDeadline{120};
constexpr std::chrono::seconds pullDeadline{600};

api::Error toError(const grpc::Status &status)
{
    using api::Reason;
    const auto reason = [&] {
        switch (status.error_code()) {
        case grpc::StatusCode::NOT_FOUND:
            return Reason::NotFound;
        case grpc::StatusCode::ALREADY_EXISTS:
            return Reason::AlreadyExists;
        case grpc::StatusCode::INVALID_ARGUMENT:
            return Reason::BadRequest;
        case grpc::StatusCode::DEADLINE_EXCEEDED:
            return Reason::Timeout;
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::CANCELLED:
            return Reason::ServiceUnavailable;
        default:
            return Reason::InternalError;
        }
    }();
    return api::error(reason, bytes(status.error_message()));
}

api::Error shutError()
{
    return api::error(api::Reason::ServiceUnavailable, "the agent stops");
}

std::shared_ptr<grpc::Channel> makeChannel(const QByteArray &socketPath)
{
    grpc::ChannelArguments arguments;
    // containerd is local: found again at once when it comes back.
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetMaxReceiveMessageSize(16 * 1024 * 1024);
    return grpc::CreateCustomChannel("unix://" + string(socketPath), grpc::InsecureChannelCredentials(), arguments);
}

} // namespace

class GrpcRuntime::Private
{
public:
    explicit Private(const QByteArray &socketPath)
        : channel(makeChannel(socketPath))
        , runtime(v1::RuntimeService::NewStub(channel))
        , images(v1::ImageService::NewStub(channel))
    {
    }

    ~Private()
    {
        shutDown();
        std::unique_lock lock(mutex);
        idle.wait(lock, [this] { return contexts.empty(); });
    }

    void shutDown()
    {
        std::lock_guard lock(mutex);
        stopped = true;
        for (auto *context : contexts)
            context->TryCancel();
    }

    /// False after shutDown().
    bool enter(grpc::ClientContext *context)
    {
        std::lock_guard lock(mutex);
        if (!stopped)
            contexts.insert(context);
        return !stopped;
    }

    void leave(grpc::ClientContext *context)
    {
        std::lock_guard lock(mutex);
        contexts.erase(context);
        idle.notify_all();
    }

    template <class Stub, class Request, class Response>
    Result<> call(Stub &stub, grpc::Status (Stub::*method)(grpc::ClientContext *, const Request &, Response *),
                  const Request &request, Response *response, std::chrono::seconds deadline)
    {
        grpc::ClientContext context;
        context.set_wait_for_ready(true);
        context.set_deadline(std::chrono::system_clock::now() + deadline);
        if (!enter(&context))
            return shutError();
        const auto status = (stub.*method)(&context, request, response);
        leave(&context);
        if (!status.ok())
            return toError(status);
        return {};
    }

    /// What an asynchronous call needs to live until it has answered.
    template <class Request, class Response> struct Call
    {
        grpc::ClientContext context;
        Request request;
        Response response;
    };

    /// Starts `start(context, request, response, callback)`; `done` gets the response. Counted, so that the destructor
    /// can wait.
    template <class Request, class Response, class Start>
    void callAsync(Request request, std::chrono::seconds deadline, Start start,
                   std::function<void(Result<Response>)> done)
    {
        auto call = std::make_shared<Call<Request, Response>>();
        call->request = std::move(request);
        call->context.set_wait_for_ready(true);
        call->context.set_deadline(std::chrono::system_clock::now() + deadline);
        if (!enter(&call->context))
            return done(shutError());
        start(&call->context, &call->request, &call->response,
              [this, call, done = std::move(done)](grpc::Status status) {
                  if (status.ok())
                      done(std::move(call->response));
                  else
                      done(toError(status));
                  std::lock_guard lock(mutex);
                  contexts.erase(&call->context);
                  idle.notify_all();
              });
    }

    template <class Request, class Response>
    Result<Response> read(grpc::Status (v1::RuntimeService::Stub::*method)(grpc::ClientContext *, const Request &,
                                                                           Response *),
                          const Request &request, std::chrono::seconds deadline = readDeadline)
    {
        Response response;
        ORRERY_CHECK(call(*runtime, method, request, &response, deadline));
        return response;
    }

    template <class Request, class Response>
    Result<Response> readImages(grpc::Status (v1::ImageService::Stub::*method)(grpc::ClientContext *, const Request &,
                                                                               Response *),
                                const Request &request, std::chrono::seconds deadline = readDeadline)
    {
        Response response;
        ORRERY_CHECK(call(*images, method, request, &response, deadline));
        return response;
    }

    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<v1::RuntimeService::Stub> runtime;
    std::unique_ptr<v1::ImageService::Stub> images;
    std::mutex mutex; // the three below
    bool stopped = false;
    std::condition_variable idle;
    std::unordered_set<grpc::ClientContext *> contexts;
};

using Stub = v1::RuntimeService::Stub;
using ImageStub = v1::ImageService::Stub;

GrpcRuntime::GrpcRuntime(const QByteArray &socketPath)
    : d(std::make_unique<Private>(socketPath))
{
}

GrpcRuntime::~GrpcRuntime() = default;

void GrpcRuntime::shutDown()
{
    d->shutDown();
}

Result<Version> GrpcRuntime::version()
{
    ORRERY_TRY(response, d->read(&Stub::Version, v1::VersionRequest()));
    return Version{bytes(response.runtime_name()), bytes(response.runtime_version()),
                   bytes(response.runtime_api_version())};
}

Result<QList<Condition>> GrpcRuntime::status()
{
    ORRERY_TRY(response, d->read(&Stub::Status, v1::StatusRequest()));
    QList<Condition> conditions;
    for (const auto &condition : response.status().conditions())
        conditions.append(
            {bytes(condition.type()), condition.status(), bytes(condition.reason()), bytes(condition.message())});
    return conditions;
}

Result<> GrpcRuntime::updatePodCidr(const QByteArray &cidr)
{
    v1::UpdateRuntimeConfigRequest request;
    request.mutable_runtime_config()->mutable_network_config()->set_pod_cidr(string(cidr));
    ORRERY_TRY(response, d->read(&Stub::UpdateRuntimeConfig, request));
    return {};
}

Result<QByteArray> GrpcRuntime::runPodSandbox(const SandboxConfig &config)
{
    v1::RunPodSandboxRequest request;
    *request.mutable_config() = convert::toProto(config);
    ORRERY_TRY(response, d->read(&Stub::RunPodSandbox, request, writeDeadline));
    return bytes(response.pod_sandbox_id());
}

Result<> GrpcRuntime::stopPodSandbox(const QByteArray &id)
{
    v1::StopPodSandboxRequest request;
    request.set_pod_sandbox_id(string(id));
    auto response = d->read(&Stub::StopPodSandbox, request, writeDeadline);
    if (!response && !response.failedWith(api::Reason::NotFound))
        return std::move(response).error();
    return {};
}

Result<> GrpcRuntime::removePodSandbox(const QByteArray &id)
{
    v1::RemovePodSandboxRequest request;
    request.set_pod_sandbox_id(string(id));
    auto response = d->read(&Stub::RemovePodSandbox, request, writeDeadline);
    if (!response && !response.failedWith(api::Reason::NotFound))
        return std::move(response).error();
    return {};
}

Result<SandboxStatus> GrpcRuntime::podSandboxStatus(const QByteArray &id)
{
    v1::PodSandboxStatusRequest request;
    request.set_pod_sandbox_id(string(id));
    ORRERY_TRY(response, d->read(&Stub::PodSandboxStatus, request));
    return convert::fromProto(response.status());
}

Result<QList<SandboxStatus>> GrpcRuntime::listPodSandboxes(const Labels &labels)
{
    v1::ListPodSandboxRequest request;
    convert::addLabels(request.mutable_filter()->mutable_label_selector(), labels);
    ORRERY_TRY(response, d->read(&Stub::ListPodSandbox, request));
    QList<SandboxStatus> result;
    for (const auto &sandbox : response.items())
        result.append(convert::fromProto(sandbox));
    return result;
}

Result<QByteArray> GrpcRuntime::createContainer(const QByteArray &sandboxId, const ContainerConfig &config,
                                                const SandboxConfig &sandbox)
{
    v1::CreateContainerRequest request;
    request.set_pod_sandbox_id(string(sandboxId));
    *request.mutable_config() = convert::toProto(config);
    *request.mutable_sandbox_config() = convert::toProto(sandbox);
    ORRERY_TRY(response, d->read(&Stub::CreateContainer, request, writeDeadline));
    return bytes(response.container_id());
}

Result<> GrpcRuntime::startContainer(const QByteArray &id)
{
    v1::StartContainerRequest request;
    request.set_container_id(string(id));
    ORRERY_TRY(response, d->read(&Stub::StartContainer, request, writeDeadline));
    return {};
}

Result<> GrpcRuntime::removeContainer(const QByteArray &id)
{
    v1::RemoveContainerRequest request;
    request.set_container_id(string(id));
    auto response = d->read(&Stub::RemoveContainer, request, writeDeadline);
    if (!response && !response.failedWith(api::Reason::NotFound))
        return std::move(response).error();
    return {};
}

Result<QList<ContainerStatus>> GrpcRuntime::listContainers(const Labels &labels)
{
    v1::ListContainersRequest request;
    convert::addLabels(request.mutable_filter()->mutable_label_selector(), labels);
    ORRERY_TRY(response, d->read(&Stub::ListContainers, request));
    QList<ContainerStatus> result;
    for (const auto &container : response.containers())
        result.append(convert::fromProto(container));
    return result;
}

Result<ContainerStatus> GrpcRuntime::containerStatus(const QByteArray &id)
{
    v1::ContainerStatusRequest request;
    request.set_container_id(string(id));
    ORRERY_TRY(response, d->read(&Stub::ContainerStatus, request));
    return convert::fromProto(response.status());
}

Result<> GrpcRuntime::reopenContainerLog(const QByteArray &id)
{
    v1::ReopenContainerLogRequest request;
    request.set_container_id(string(id));
    ORRERY_TRY(response, d->read(&Stub::ReopenContainerLog, request));
    return {};
}

Result<QList<ContainerStats>> GrpcRuntime::listContainerStats()
{
    ORRERY_TRY(response, d->read(&Stub::ListContainerStats, v1::ListContainerStatsRequest()));
    QList<ContainerStats> result;
    for (const auto &stats : response.stats())
        result.append(convert::fromProto(stats));
    return result;
}

void GrpcRuntime::stopContainer(const QByteArray &id, qint64 graceSeconds, std::function<void(Result<>)> done)
{
    v1::StopContainerRequest request;
    request.set_container_id(string(id));
    request.set_timeout(graceSeconds);
    d->callAsync<v1::StopContainerRequest, v1::StopContainerResponse>(
        std::move(request), std::chrono::seconds(graceSeconds) + writeDeadline,
        [this](auto *context, auto *q, auto *r, auto callback) {
            d->runtime->async()->StopContainer(context, q, r, callback);
        },
        [done = std::move(done)](Result<v1::StopContainerResponse> response) {
            if (!response && !response.failedWith(api::Reason::NotFound))
                done(std::move(response).error());
            else
                done({});
        });
}

void GrpcRuntime::execSync(const QByteArray &id, const QList<QByteArray> &command, qint64 timeoutSeconds,
                           std::function<void(Result<ExecResult>)> done)
{
    v1::ExecSyncRequest request;
    request.set_container_id(string(id));
    convert::addAll(request.mutable_cmd(), command);
    request.set_timeout(timeoutSeconds);
    d->callAsync<v1::ExecSyncRequest, v1::ExecSyncResponse>(
        std::move(request), timeoutSeconds > 0 ? std::chrono::seconds(timeoutSeconds + 2) : writeDeadline,
        [this](auto *context, auto *q, auto *r, auto callback) {
            d->runtime->async()->ExecSync(context, q, r, callback);
        },
        [done = std::move(done)](Result<v1::ExecSyncResponse> response) {
            if (!response)
                done(std::move(response).error());
            else
                done(ExecResult{bytes(response->stdout()), bytes(response->stderr()), response->exit_code()});
        });
}

Result<QByteArray> GrpcRuntime::exec(const QByteArray &id, const QList<QByteArray> &command, const Terminal &terminal)
{
    v1::ExecRequest request;
    request.set_container_id(string(id));
    convert::addAll(request.mutable_cmd(), command);
    request.set_tty(terminal.tty);
    request.set_stdin(terminal.in);
    request.set_stdout(terminal.out);
    request.set_stderr(terminal.err && !terminal.tty);
    ORRERY_TRY(response, d->read(&Stub::Exec, request));
    return bytes(response.url());
}

Result<QByteArray> GrpcRuntime::attach(const QByteArray &id, const Terminal &terminal)
{
    v1::AttachRequest request;
    request.set_container_id(string(id));
    request.set_tty(terminal.tty);
    request.set_stdin(terminal.in);
    request.set_stdout(terminal.out);
    request.set_stderr(terminal.err && !terminal.tty);
    ORRERY_TRY(response, d->read(&Stub::Attach, request));
    return bytes(response.url());
}

Result<QByteArray> GrpcRuntime::portForward(const QByteArray &sandboxId, int port)
{
    v1::PortForwardRequest request;
    request.set_pod_sandbox_id(string(sandboxId));
    request.add_port(port);
    ORRERY_TRY(response, d->read(&Stub::PortForward, request));
    return bytes(response.url());
}

std::unique_ptr<Conversation> GrpcRuntime::open(const QByteArray &address, const Terminal &terminal, int port,
                                                Conversation::Handlers handlers)
{
    return std::make_unique<SpdyConversation>(address, terminal, port, std::move(handlers));
}

std::unique_ptr<EventSubscription> GrpcRuntime::subscribe(std::function<void(RuntimeEvent)> event)
{
    return std::make_unique<EventReader>(d->channel, std::move(event));
}

Result<QList<Image>> GrpcRuntime::listImages()
{
    ORRERY_TRY(response, d->readImages(&ImageStub::ListImages, v1::ListImagesRequest()));
    QList<Image> result;
    for (const auto &image : response.images())
        result.append(convert::fromProto(image));
    return result;
}

Result<std::optional<Image>> GrpcRuntime::imageStatus(const QByteArray &reference)
{
    v1::ImageStatusRequest request;
    request.mutable_image()->set_image(string(reference));
    ORRERY_TRY(response, d->readImages(&ImageStub::ImageStatus, request));
    if (!response.has_image() || response.image().id().empty())
        return std::optional<Image>();
    return std::optional(convert::fromProto(response.image()));
}

void GrpcRuntime::pullImage(const QByteArray &reference, const SandboxConfig &sandbox, const RegistryAuth &auth,
                            std::function<void(Result<QByteArray>)> done)
{
    v1::PullImageRequest request;
    request.mutable_image()->set_image(string(reference));
    *request.mutable_sandbox_config() = convert::toProto(sandbox);
    if (!auth.user.isEmpty()) {
        request.mutable_auth()->set_username(string(auth.user));
        request.mutable_auth()->set_password(string(auth.password));
    }
    d->callAsync<v1::PullImageRequest, v1::PullImageResponse>(
        std::move(request), pullDeadline,
        [this](auto *context, auto *q, auto *r, auto callback) {
            d->images->async()->PullImage(context, q, r, callback);
        },
        [done = std::move(done)](Result<v1::PullImageResponse> response) {
            if (!response)
                done(std::move(response).error());
            else
                done(bytes(response->image_ref()));
        });
}

Result<> GrpcRuntime::removeImage(const QByteArray &reference)
{
    v1::RemoveImageRequest request;
    request.mutable_image()->set_image(string(reference));
    ORRERY_TRY(response, d->readImages(&ImageStub::RemoveImage, request));
    return {};
}

} // namespace orrery::cri
