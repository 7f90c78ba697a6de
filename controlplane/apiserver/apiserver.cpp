// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/apiserver.h"

#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/chain/impersonation.h"
#include "controlplane/apiserver/chain/node.h"
#include "controlplane/apiserver/discovery/discovery.h"
#include "controlplane/apiserver/health.h"
#include "controlplane/apiserver/internalexchange.h"
#include "controlplane/apiserver/metrics.h"
#include "controlplane/apiserver/policy.h"
#include "controlplane/apiserver/recordingexchange.h"
#include "controlplane/apiserver/resources/addresses.h"
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/steps.h"
#include "controlplane/apiserver/streams/streams.h"

#include <QLoggingCategory>

namespace orrery::apiserver {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.apiserver")
}

class ApiServer::Private final
{
public:
    Private(Dependencies dependencies, Config config, Hooks hooks);

    void handle(const ExchangePtr &exchange);
    void route(const ExchangePtr &exchange, const chain::RequestInfo &info);
    void create(const Gvr &gvr, const Object &object, bool refresh);
    void bootstrap();

    Dependencies deps;
    Config config;
    Hooks hooks;
    Steps steps;
    chain::Authentication authentication;
    chain::Authorization authorization;
    chain::Admission admission;
    resources::ServiceAddresses addresses;
    resources::Registry registry;
    resources::Generic generic;
    discovery::Discovery discovery;
    Health health;
    Metrics metrics;
    QByteArray storeFailure;
    bool started = false, closing = false;
    const std::shared_ptr<char> alive = std::make_shared<char>();
};

ApiServer::Private::Private(Dependencies dependencies, Config config_, Hooks hooks_)
    : deps(dependencies)
    , config(std::move(config_))
    , hooks(std::move(hooks_))
    , authentication(deps.store, deps.clock, hooks.verifyToken)
    , authorization(deps.store)
    , admission(deps.store, authorization)
    , addresses(config.serviceCidr, config.firstNodePort, config.lastNodePort)
    , registry(&steps)
    , generic(registry,
              resources::Context{deps.store,
                                 deps.clock,
                                 admission,
                                 authentication,
                                 authorization,
                                 addresses,
                                 [this](const ExchangePtr &exchange, const Object &pod, QByteArrayView subresource) {
                                     deps.streams.serve(exchange, pod, subresource);
                                 },
                                 {}})
    , discovery(registry)
{
    health.add("ping", [] { return QByteArray(); });
    health.add("store", [this] { return storeFailure; });
    health.addReadiness("start", [this] { return started ? QByteArray() : QByteArray("not started"); });
    health.addReadiness("shutdown", [this] { return closing ? QByteArray("shutting down") : QByteArray(); });
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

void ApiServer::start()
{
    d->bootstrap();
    d->started = true;
    qCInfo(lc) << "started"
               << "revision=" << d->deps.store.visibleRevision();
}

void ApiServer::handle(const ExchangePtr &exchange)
{
    d->handle(exchange);
}

void ApiServer::addReadinessCheck(const QByteArray &name, std::function<QByteArray()> check)
{
    d->health.addReadiness(name, std::move(check));
}

void ApiServer::shutDown()
{
    d->closing = true;
    d->generic.watches().shutDown();
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
    const bool recorded = Steps::concerns(*info);
    if (before.isEmpty() && info->isWrite()) {
        request.cause = Cause::create();
        before = {request.cause.traceId, {}};
    } else if (!before.isEmpty()) {
        request.cause = info->isWrite() || recorded ? before.child() : before;
    }
    ++metrics.requests[info->verb];
    ExchangePtr exchange = incoming;
    if (recorded) {
        exchange = std::make_shared<RecordingExchange>(
            incoming,
            [this, alive = std::weak_ptr<char>(alive), info = *info, before](const Request &request,
                                                                             const Response &response) {
                if (!alive.expired()) // streams may answer after the server's end
                    steps.record(request, info, before, response, deps.clock.now());
            });
    }
    const auto user = authentication.authenticate(exchange->request());
    if (!user) {
        exchange->respond(user.error());
        return;
    }
    const auto treatedAs = chain::impersonated(exchange->request(), *user, authorization);
    if (!treatedAs) {
        exchange->respond(treatedAs.error());
        return;
    }
    exchange->request().user = *treatedAs;
    const auto allowed = authorization.check({*treatedAs, *info, request.query.value("fieldSelector")});
    if (!allowed) {
        exchange->respond(allowed.error());
        return;
    }
    route(exchange, *info);
}

void ApiServer::Private::route(const ExchangePtr &exchange, const chain::RequestInfo &info)
{
    if (!info.isResource) {
        if (info.path == "/metrics") {
            exchange->respond(
                metrics.text(deps.store, generic.watches().count(), hooks.metrics ? hooks.metrics() : QByteArray()));
            return;
        }
        if (!health.serve(exchange, info.path))
            discovery.serve(exchange, info.path);
        return;
    }
    if (closing) {
        exchange->respond(error(Reason::ServiceUnavailable, "the server is shutting down"));
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
    generic.serve(exchange, info, *resource);
}

/// As a request of the server's own, so that it gets the defaults and the checks of any other.
void ApiServer::Private::create(const Gvr &gvr, const Object &object, bool refresh)
{
    Request request;
    request.method = "POST";
    request.path = gvr.path({object.ns(), {}});
    request.object = object;
    request.user = {"system:apiserver", {}, {"system:masters"}, {}};
    request.peer = "loopback";
    handle(std::make_shared<InternalExchange>(request, [this, gvr, object, refresh, request](const Response &response) {
        if (response.status < 300)
            return;
        if (response.status != 409) {
            qCWarning(lc) << "bootstrap failed"
                          << "object=" << object.kind() + '/' + object.name() << "answer=" << response.json();
        } else if (refresh) {
            Request patch = request;
            patch.method = "PATCH";
            patch.path = gvr.path(object.key());
            patch.headers = {{"content-type", "application/merge-patch+json"}};
            handle(std::make_shared<InternalExchange>(patch, [](const Response &) {}));
        }
    }));
}

void ApiServer::Private::bootstrap()
{
    for (const char *name : {"default", "kube-system", "kube-public", "kube-node-lease"})
        create({"", "v1", "namespaces"}, newObject("v1", "Namespace", {{}, name}), false);
    reconcilePolicy(deps.store, authorization.rbac(), [this](const ExchangePtr &exchange) { handle(exchange); });

    const Key key{"default", "kubernetes"};
    const Value labels = Value::object({{"component", "apiserver"}, {"provider", "kubernetes"}});
    const Value port = Value::object({{"name", "https"}, {"port", Value(config.advertisePort)}, {"protocol", "TCP"}});
    const Value servicePort = Value::object(
        {{"name", "https"}, {"port", 443}, {"protocol", "TCP"}, {"targetPort", Value(config.advertisePort)}});
    const Object service = newObject("v1", "Service", key)
                               .withMetadata("labels", labels)
                               .with("spec",
                                     Value::object({{"clusterIP", addresses.first()},
                                                    {"type", "ClusterIP"},
                                                    {"sessionAffinity", "None"},
                                                    {"ports", Value::array({servicePort})}}));
    create({"", "v1", "services"}, service, true);
    const Value subset = Value::object({{"addresses", Value::array({Value::object({{"ip", config.advertiseAddress}})})},
                                        {"ports", Value::array({port})}});
    create({"", "v1", "endpoints"},
           newObject("v1", "Endpoints", key)
               .withMetadata("labels", Value::object({{"endpointslice.kubernetes.io/skip-mirror", "true"}}))
               .with("subsets", Value::array({subset})),
           true);
    const Value endpoint = Value::object({{"addresses", Value::array({Value(config.advertiseAddress)})},
                                          {"conditions", Value::object({{"ready", Value(true)}})}});
    create({"discovery.k8s.io", "v1", "endpointslices"},
           newObject("discovery.k8s.io/v1", "EndpointSlice", key)
               .withMetadata("labels", Value::object({{"kubernetes.io/service-name", "kubernetes"}}))
               .with("addressType", "IPv4")
               .with("endpoints", Value::array({endpoint}))
               .with("ports", Value::array({port})),
           true);
}

} // namespace orrery::apiserver
