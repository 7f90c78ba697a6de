// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/apiserver.h"

#include "controlplane/apiserver/bootstrap.h"
#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/chain/impersonation.h"
#include "controlplane/apiserver/chain/node.h"
#include "controlplane/apiserver/discovery/discovery.h"
#include "controlplane/apiserver/health.h"
#include "controlplane/apiserver/metrics.h"
#include "controlplane/apiserver/recordingexchange.h"
#include "controlplane/apiserver/resources/addresses.h"
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/steps.h"
#include "controlplane/apiserver/streams/proxy.h"
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
    Bootstrap bootstrap;
    Health health;
    Metrics metrics;
    streams::Dialer dialer;
    streams::Proxy proxy;
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
    , bootstrap([this](const ExchangePtr &exchange) { handle(exchange); })
    , dialer(deps.streams, deps.store)
    , proxy(dialer)
{
    registry.onChange([this](const QByteArray &group) {
        discovery.invalidate(group);
        generic.watches().endUnserved(
            [this](const resources::Resource &resource) { return registry.find(resource.gvr) == &resource; });
    });
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

void ApiServer::start(std::function<void()> started)
{
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
    if (info.subresource == "proxy" && info.gvr.group.isEmpty() && info.gvr.version == "v1"
        && (info.gvr.resource == "pods" || info.gvr.resource == "services" || info.gvr.resource == "nodes")) {
        proxy.serve(exchange, info.gvr.resource, info.ns, info.name);
        return;
    }
    const resources::Resource *resource = registry.find(info.gvr);
    if (!resource) {
        exchange->respond(error(Reason::NotFound, "the server could not find the requested resource"));
        return;
    }
    generic.serve(exchange, info, *resource);
}

} // namespace orrery::apiserver
