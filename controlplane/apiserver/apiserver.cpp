// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/apiserver.h"

#include "controlplane/apiserver/bootstrap.h"
#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/chain/impersonation.h"
#include "controlplane/apiserver/chain/node.h"
#include "controlplane/apiserver/chain/webhooks.h"
#include "controlplane/apiserver/componentstatuses.h"
#include "controlplane/apiserver/discovery/discovery.h"
#include "controlplane/apiserver/extensions/definition.h"
#include "controlplane/apiserver/extensions/definitions.h"
#include "controlplane/apiserver/health.h"
#include "controlplane/apiserver/nodemetrics.h"
#include "controlplane/apiserver/recordingexchange.h"
#include "controlplane/apiserver/resources/addresses.h"
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/steps.h"
#include "controlplane/apiserver/streams/proxy.h"
#include "controlplane/apiserver/streams/streams.h"
#include "controlplane/apiserver/webhookclient.h"

#include <QLoggingCategory>

namespace orrery::apiserver {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.apiserver")

/// What a pod or a node answers, when it likes: it waits for its turn, but keeps no seat, or slow pods could take all.
bool isOpenEnded(const chain::RequestInfo &info)
{
    static const QByteArray subresources[] = {"attach", "exec", "log", "portforward", "proxy", "tunnel"};
    return info.isResource
        && std::find(std::begin(subresources), std::end(subresources), info.subresource) != std::end(subresources);
}
}

class ApiServer::Private final
{
public:
    Private(Dependencies dependencies, Config config, Hooks hooks);

    void handle(const ExchangePtr &exchange);
    void authorize(const std::shared_ptr<RecordingExchange> &exchange);
    void route(const ExchangePtr &exchange, const chain::RequestInfo &info);
    void backUp(const ExchangePtr &exchange);
    void countObjects(Metrics::Page &page) const;

    Dependencies deps;
    Config config;
    Hooks hooks;
    const std::unique_ptr<Metrics> ownMetrics;
    Metrics &metrics;
    Steps steps;
    NodeMetrics nodeMetrics;
    ComponentStatuses components;
    chain::Authentication authentication;
    chain::Authorization authorization;
    chain::Admission admission;
    resources::ServiceAddresses addresses;
    resources::Registry registry;
    resources::Generic generic;
    discovery::Discovery discovery;
    Bootstrap bootstrap;
    extensions::Definitions definitions;
    Health health;
    flowcontrol::FlowControl flow;
    const std::shared_ptr<RequestRecorder> recorder;
    streams::Dialer dialer;
    streams::Proxy proxy;
    WebhookClient webhooks;
    QByteArray storeFailure;
    bool started = false, closing = false;
    const std::shared_ptr<char> alive = std::make_shared<char>(); ///< the metrics may outlive us
};

ApiServer::Private::Private(Dependencies dependencies, Config config_, Hooks hooks_)
    : deps(dependencies)
    , config(std::move(config_))
    , hooks(std::move(hooks_))
    , ownMetrics(deps.metrics ? nullptr : std::make_unique<Metrics>())
    , metrics(deps.metrics ? *deps.metrics : *ownMetrics)
    , nodeMetrics(deps.store, deps.streams, deps.clock)
    , authentication(deps.store, deps.clock, hooks.verifyToken)
    , authorization(deps.store)
    , admission(deps.store, authorization)
    , addresses(config.serviceCidr, config.firstNodePort, config.lastNodePort)
    , registry(&steps,
               [this] {
                   auto kinds = nodeMetrics.kinds();
                   kinds.push_back(extensions::customResourceDefinition());
                   kinds.push_back(components.kind());
                   return kinds;
               }())
    , generic(registry,
              resources::Context{deps.store,
                                 deps.clock,
                                 admission,
                                 authentication,
                                 authorization,
                                 addresses,
                                 [this](const ExchangePtr &exchange, const Object &object, QByteArrayView subresource) {
                                     if (subresource == "proxy")
                                         proxy.serve(exchange);
                                     else if (subresource == "console")
                                         deps.streams.console(exchange, hooks.consoleFile ? hooks.consoleFile(object.name()) : QString());
                                     else
                                         deps.streams.serve(exchange, object, subresource);
                                 },
                                 {}})
    , discovery(registry)
    , bootstrap([this](const ExchangePtr &exchange) { handle(exchange); })
    , definitions(deps.store, deps.clock, registry, generic,
                  [this](Request request, extensions::Definitions::Answered answered) {
                      bootstrap.ask(std::move(request), std::move(answered));
                  })
    , flow(deps.store, metrics)
    , recorder(std::make_shared<RequestRecorder>(metrics, steps, deps.clock, deps.auditor))
    , dialer(deps.streams, deps.store)
    , proxy(dialer)
    , webhooks(dialer)
{
    admission.webhooks().setCaller(
        [this](const chain::WebhookCall &call, const auto &done) { webhooks.call(call, done); });
    admission.webhooks().setServedKinds(generic.servedKinds());
    admission.webhooks().setMetrics(metrics);
    registry.onChange([this](const QByteArray &group) {
        discovery.invalidate(group);
        admission.webhooks().kindsChanged();
        generic.watches().endUnserved(
            [this](const resources::Resource &resource) { return registry.find(resource.gvr) == &resource; });
    });
    for (const QByteArray &name : std::as_const(config.components))
        components.add(name, [] { return QByteArray(); }); // it lives and dies with this process
    components.add("etcd-0", [this] { return storeFailure; });
    health.add("ping", [] { return QByteArray(); });
    health.add("etcd", [this] { return storeFailure; });
    const auto started = [this] { return this->started ? QByteArray() : QByteArray("not finished"); };
    health.add("poststarthook/rbac/bootstrap-roles", started);
    health.add("poststarthook/start-system-namespaces-controller", started);
    health.addReadiness("etcd-readiness", [this] { return storeFailure; });
    health.addReadiness("shutdown", [this] { return closing ? QByteArray("process is shutting down") : QByteArray(); });
    generic.watches().setMetrics(metrics);
    admission.count(metrics);
    metrics.collect([this, alive = std::weak_ptr<char>(alive)](Metrics::Page &page) {
        if (!alive.expired())
            countObjects(page);
    });
}

ApiServer::ApiServer(Dependencies dependencies, Config config, Hooks hooks, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(dependencies, std::move(config), std::move(hooks)))
{
    connect(&dependencies.store, &store::Store::failed, this,
            [this](const Error &error) { d->storeFailure = error.message; });
    if (d->hooks.signToken) {
        d->generic.setTokenSigner([this](const Object &account, const Value &request) {
            Hooks::TokenRequest wanted{account.ns(), account.name(), account.uid(),
                                       {},           3600,           request["spec"]["boundObjectRef"]};
            wanted.seconds = request["spec"]["expirationSeconds"].integer(3600);
            for (const Value &audience : request["spec"]["audiences"].items())
                wanted.audiences.append(audience.bytes());
            return d->hooks.signToken(wanted);
        });
    }
}

ApiServer::~ApiServer() = default;

void ApiServer::start(std::function<void()> started)
{
    d->definitions.start();
    d->bootstrap.run(d->deps.store, d->authorization.rbac(), d->config, d->addresses.first(),
                     [this, started = std::move(started)] {
                         d->started = true;
                         qCInfo(lc) << "started"
                                    << "revision=" << d->deps.store.visibleRevision();
                         if (started)
                             started();
                     });
}

void ApiServer::handle(const ExchangePtr &exchange)
{
    d->handle(exchange);
}

void ApiServer::addReadinessCheck(const QByteArray &name, std::function<QByteArray()> check)
{
    d->health.addReadiness(name, std::move(check));
}

void ApiServer::shutDown(std::function<void()> drained)
{
    d->closing = true;
    d->generic.watches().shutDown();
    if (!drained)
        return;
    if (d->recorder->inFlight() == 0)
        drained();
    else
        d->recorder->onIdle = [this, drained = std::move(drained)]() mutable {
            QMetaObject::invokeMethod(this, std::exchange(drained, [] {}), Qt::QueuedConnection);
        };
}

qint64 ApiServer::revision() const
{
    return d->deps.store.visibleRevision();
}

void ApiServer::Private::handle(const ExchangePtr &incoming)
{
    Request &request = incoming->request();
    const auto info = chain::requestInfo(request);
    if (!info) {
        incoming->respond(info.error());
        return;
    }
    // The cause: what the client says; a write that says nothing begins a trace. What the request makes is a step of
    // its own within it.
    Cause before
        = request.cause.isEmpty() ? Cause::fromTraceparent(request.headers.value("traceparent")) : request.cause;
    const bool recorded = Steps::concerns(*info) && request.query.value("dryRun") != "All";
    if (before.isEmpty() && info->isWrite()) {
        request.cause = Cause::create();
        before = {request.cause.traceId, {}};
    } else if (!before.isEmpty()) {
        request.cause = info->isWrite() || recorded ? before.child() : before;
    }
    Passage passage = recorder->arrived(request, *info, info->isResource ? registry.find(info->gvr) : nullptr);
    passage.before = before;
    passage.isStep = recorded;
    const auto exchange = std::make_shared<RecordingExchange>(incoming, recorder, std::move(passage));
    const auto user = authentication.authenticate(exchange->request());
    (user ? recorder->metrics().authenticated : recorder->metrics().notAuthenticated).add();
    if (!user) {
        recorder->received(exchange->passage(), exchange->request());
        exchange->respond(user.error());
        return;
    }
    recorder->metrics().countUser(*user);
    exchange->request().user = *user;
    recorder->received(exchange->passage(), exchange->request());
    const auto treatedAs = chain::impersonated(exchange->request(), *user, authorization);
    if (!treatedAs) {
        exchange->respond(treatedAs.error());
        return;
    }
    exchange->request().user = *treatedAs;
    flow.submit(*treatedAs, *info,
                [this, exchange](flowcontrol::Outcome outcome, flowcontrol::Seat seat, const flowcontrol::FlowPtr &flow) {
                    if (exchange->gone())
                        return;
                    if (!isOpenEnded(exchange->passage().info))
                        exchange->passage().seat = std::move(seat);
                    exchange->passage().flow = flow;
                    if (outcome == flowcontrol::Outcome::Run)
                        return authorize(exchange);
                    Error busy{Reason::TooManyRequests, "Too many requests, please try again later."};
                    busy.retryAfterSeconds = 1;
                    exchange->respond(busy);
                });
}

void ApiServer::Private::authorize(const std::shared_ptr<RecordingExchange> &exchange)
{
    Request &request = exchange->request();
    const chain::RequestInfo &info = exchange->passage().info;
    QByteArray reason;
    auto allowed = authorization.check({request.user, info, request.query.value("fieldSelector")}, &reason);
    if (allowed && info.verb == "get" && info.gvr.group.isEmpty() && info.gvr.resource == "pods"
        && (info.subresource == "exec" || info.subresource == "attach" || info.subresource == "portforward")) {
        // A WebSocket begins with a GET, but what goes on over it is no reading.
        chain::RequestInfo creation = info;
        creation.verb = "create";
        allowed = authorization.check({request.user, creation, {}}, &reason);
    }
    recorder->decided(exchange->passage(), request, bool(allowed), reason);
    if (!allowed) {
        exchange->respond(allowed.error());
        return;
    }
    route(exchange, chain::RequestInfo(info)); // a copy: what the exchange notes of itself goes with its stream
}

void ApiServer::Private::route(const ExchangePtr &exchange, const chain::RequestInfo &info)
{
    if (!info.isResource && health.serve(exchange, info.path))
        return;
    if (!info.isResource && info.path == "/metrics") {
        Response response = Response::text(metrics.text());
        response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        exchange->respond(std::move(response));
        return;
    }
    if (closing) {
        Error refused{Reason::ServiceUnavailable, "the server is shutting down, please try again later"};
        refused.retryAfterSeconds = 1;
        exchange->respond(refused);
        return;
    }
    if (!info.isResource) {
        if (info.path == "/orrery/backup" && hooks.backup)
            backUp(exchange);
        else
            discovery.serve(exchange, info.path);
        return;
    }
    if (info.gvr == Gvr{"orrery.dev", "v1", "nodes"} && info.subresource == "tunnel") {
        // An administrator may do anything, but is no node.
        if (chain::nodeName(exchange->request().user) == info.name)
            deps.streams.attachNode(exchange, info.name);
        else
            exchange->respond(error(Reason::Forbidden, "only node \"" + info.name + "\" may open its tunnel"));
        return;
    }
    const resources::Resource *resource = registry.find(info.gvr);
    if (!resource) {
        exchange->respond(error(Reason::NotFound, "the server could not find the requested resource"));
        return;
    }
    if (info.gvr.group == "metrics.k8s.io") {
        nodeMetrics.refresh(info, [this, exchange, info, resource] { generic.serve(exchange, info, *resource); });
        return;
    }
    generic.serve(exchange, info, *resource);
}

/// It holds the cluster's keys: no role gives that, only being who may do everything anyway.
void ApiServer::Private::backUp(const ExchangePtr &exchange)
{
    if (exchange->request().method != "GET")
        exchange->respond(error(Reason::MethodNotAllowed, "a backup is got with GET"));
    else if (!chain::Authorization::isSuperuser(exchange->request().user))
        exchange->respond(error(Reason::Forbidden, "only members of system:masters may have a backup"));
    else
        hooks.backup(exchange);
}

void ApiServer::Private::countObjects(Metrics::Page &page) const
{
    page.begin("apiserver_storage_objects", "gauge",
               "Number of stored objects at the time of last check split by kind.");
    for (const resources::Resource &resource : registry.all()) {
        if ((resource.verbs & resources::Verb::List) && !resource.storedAs)
            page.sample({"resource"}, {resource.gvr.groupResource()}, double(resource.store(generic.context()).count(resource.prefix)));
    }
}

} // namespace orrery::apiserver
