// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/requestmetrics.h"

#include "controlplane/api/patch.h"

namespace orrery::apiserver {

using api::Gauge;
using api::Metrics;

namespace {

const std::vector<double> durations{0.001, 0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1,  1.25, 1.5,
                                    2,     3,     4,     5,    6,   8,   10,  15,  20,  30, 45,   60};
constexpr size_t maxKinds = 5000; ///< more than custom resources will ever need; beyond that they share one

/// Kubernetes' words for verbs; anything else is "other".
QByteArray verbOf(const api::Request &request, const chain::RequestInfo &info, const resources::Resource *resource)
{
    const resources::Subresource *subresource
        = resource && !info.subresource.isEmpty() ? resource->subresource(info.subresource) : nullptr;
    if (info.isResource && ((subresource && subresource->connects) || info.subresource == "proxy"))
        return "CONNECT";
    if (info.verb == "patch")
        return api::patchType(request.headers.value("content-type")) == api::PatchType::Apply ? "APPLY" : "PATCH";
    static const QHash<QByteArray, QByteArray> verbs{
        {"get", "GET"},         {"list", "LIST"},     {"watch", "WATCH"},
        {"create", "POST"},     {"post", "POST"},     {"update", "PUT"},
        {"put", "PUT"},         {"delete", "DELETE"}, {"deletecollection", "DELETECOLLECTION"},
        {"options", "OPTIONS"}, {"head", "HEAD"},
    };
    return verbs.value(info.verb, "other");
}

/// Which of the server's own pages it is, without what follows.
QByteArray pageOf(const QByteArray &path)
{
    for (const char *page :
         {"/healthz", "/livez", "/readyz", "/metrics", "/version", "/openapi/v2", "/openapi/v3", "/apis", "/api"}) {
        const qsizetype size = qsizetype(qstrlen(page));
        if (path.startsWith(page) && (path.size() == size || path[size] == '/'))
            return page;
    }
    return {};
}

} // namespace

RequestMetrics::RequestMetrics(Metrics &metrics)
    : reading(metrics
                  .gauge("apiserver_current_inflight_requests",
                         "Number of requests that the server is working on, of each kind.", {"request_kind"})
                  .with({"readOnly"}))
    , changing(metrics.gauge("apiserver_current_inflight_requests", {}, {"request_kind"}).with({"mutating"}))
    , authenticated(
          metrics.counter("authentication_attempts", "Counter of authenticated attempts, by their result.", {"result"})
              .with({"success"}))
    , notAuthenticated(metrics.counter("authentication_attempts", {}, {"result"}).with({"failure"}))
    , allowed(metrics
                  .counter("authorization_attempts_total", "Counter of authorization attempts, by their result.",
                           {"result"})
                  .with({"allowed"}))
    , denied(metrics.counter("authorization_attempts_total", {}, {"result"}).with({"denied"}))
    , m_total(metrics.counter(
          "apiserver_request_total",
          "Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, "
          "component, and HTTP response code.",
          {"verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component", "code"}))
    , m_users(metrics.counter("authenticated_user_requests",
                              "Counter of authenticated requests broken out by username.", {"username"}))
    , m_seconds(metrics.histogram(
          "apiserver_request_duration_seconds",
          "Response latency distribution in seconds for each verb, group, version, resource, subresource, scope and "
          "component.",
          durations, {"verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component"}))
    , m_sizes(metrics.histogram("apiserver_response_sizes",
                                "Response size distribution in bytes for each group, version, verb, resource, "
                                "subresource, scope and component.",
                                Metrics::exponential(1000, 10, 7),
                                {"verb", "group", "version", "resource", "subresource", "scope", "component"}))
    , m_running(metrics.gauge("apiserver_longrunning_requests",
                              "Gauge of all active long-running apiserver requests broken out by verb, group, version, "
                              "resource, scope and component.",
                              {"verb", "group", "version", "resource", "subresource", "scope", "component"}))
{
}

RequestMetrics::Kind &RequestMetrics::kind(const api::Request &request, const chain::RequestInfo &info,
                                           const resources::Resource *resource)
{
    Key key;
    key.verb = verbOf(request, info, resource);
    key.scope = 0;
    if (resource) {
        key.group = resource->gvr.group;
        key.version = resource->gvr.version;
        key.resource = resource->gvr.resource;
        if (!info.subresource.isEmpty() && resource->subresource(info.subresource))
            key.subresource = info.subresource;
        key.scope = !info.name.isEmpty() || info.verb == "create" ? 'r' : info.ns.isEmpty() ? 'c' : 'n';
    } else if (!info.isResource) {
        key.subresource = pageOf(info.path);
    }
    if (m_kinds.size() >= maxKinds && !m_kinds.contains(key))
        key = {"other", {}, {}, {}, {}, 0};
    const auto found = m_kinds.find(key);
    if (found != m_kinds.end())
        return found->second;
    const QByteArray scope = key.scope == 'r' ? "resource"
        : key.scope == 'c'                    ? "cluster"
        : key.scope                           ? "namespace"
                                              : "";
    Kind kind;
    kind.labels = {key.verb, key.group, key.version, key.resource, key.subresource, scope};
    const Metrics::Labels below{key.group, key.version, key.resource, key.subresource, scope, "apiserver"};
    kind.seconds = &m_seconds.with(Metrics::Labels{key.verb, ""} + below);
    kind.sizes = &m_sizes.with(Metrics::Labels{key.verb} + below);
    return m_kinds.emplace(std::move(key), std::move(kind)).first->second;
}

Gauge &RequestMetrics::running(Kind &kind)
{
    if (!kind.running)
        kind.running = &m_running.with(kind.labels + Metrics::Labels{"apiserver"});
    return *kind.running;
}

void RequestMetrics::answered(Kind &kind, int status, bool dryRun, double seconds, qint64 bytes)
{
    const int code = dryRun ? -status : status;
    auto found
        = std::find_if(kind.codes.begin(), kind.codes.end(), [code](const auto &one) { return one.first == code; });
    if (found == kind.codes.end()) {
        const auto &l = kind.labels;
        kind.codes.emplace_back(code,
                                &m_total.with({l[0], dryRun ? "All" : "", l[1], l[2], l[3], l[4], l[5], "apiserver",
                                               QByteArray::number(status)}));
        found = std::prev(kind.codes.end());
    }
    found->second->add();
    if (seconds >= 0)
        kind.seconds->observe(seconds);
    if (bytes >= 0)
        kind.sizes->observe(double(bytes));
}

void RequestMetrics::countUser(const api::User &user)
{
    const bool known = user.name == "admin" || user.name == "client" || user.name == "kube_proxy";
    m_users.with({known ? user.name : user.name.contains('@') ? QByteArray("email_id") : QByteArray("other")}).add();
}

} // namespace orrery::apiserver
