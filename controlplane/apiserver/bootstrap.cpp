// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/bootstrap.h"

#include "controlplane/apiserver/apiserver.h"
#include "controlplane/apiserver/firstobjects.h"
#include "controlplane/apiserver/internalexchange.h"
#include "controlplane/apiserver/policy.h"

#include <QLoggingCategory>
#include <QSet>

namespace orrery::apiserver {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.apiserver")
}

void Bootstrap::run(store::Store &store, chain::Rbac &rbac, const Config &config, const QByteArray &firstAddress,
                    std::function<void()> done)
{
    m_done = std::move(done);
    ++m_waiting; // until all are asked
    for (const char *name : {"default", "kube-system", "kube-public", "kube-node-lease"})
        keep({"", "v1", "namespaces"}, newObject("v1", "Namespace", {{}, name}));
    reconcilePolicy(store, rbac, *this);
    keepKubernetesService(config, firstAddress);
    const QList<Object> first = firstObjects(config.serviceCidr);
    for (const Object &object : first) {
        const QList<QByteArray> version = object.apiVersion().split('/');
        const QByteArray singular = object.kind().toLower();
        keep({version.first(), version.last(), singular + (singular.endsWith('s') ? "es" : "s")}, object);
    }
    watchOver(store);
    finished();
}

void Bootstrap::keep(const Gvr &gvr, const Object &object, bool refresh)
{
    m_kept.insert("/registry/" + gvr.groupResource() + '/' + object.key().path(), {gvr, object});
    create(gvr, object, refresh);
}

void Bootstrap::watchOver(store::Store &store)
{
    QSet<QByteArray> prefixes;
    for (auto it = m_kept.cbegin(); it != m_kept.cend(); ++it) {
        const auto &[gvr, object] = it.value();
        // Of kinds that have many objects, the one alone.
        prefixes.insert(object.ns().isEmpty() ? "/registry/" + gvr.groupResource() + '/' : it.key());
    }
    const auto look = [this](const QList<store::Change> &changes) {
        for (const store::Change &change : changes) {
            const auto kept = m_kept.constFind(change.entry.key);
            if (change.type != store::Change::Type::Deleted || kept == m_kept.cend())
                continue;
            QMetaObject::invokeMethod(
                &m_context, [this, what = *kept] { create(what.first, what.second); }, Qt::QueuedConnection);
        }
    };
    for (const QByteArray &prefix : std::as_const(prefixes)) {
        if (auto watch = store.watch(prefix, store.visibleRevision(), look))
            m_watches.push_back(std::move(*watch));
    }
}

void Bootstrap::ask(Request request, Answered answered)
{
    ++m_waiting;
    request.user = {"system:apiserver", {}, {"system:masters"}, {}};
    request.peer = "loopback";
    const QByteArray what = request.method + ' ' + request.path + ' ' + request.object.name();
    m_handle(std::make_shared<InternalExchange>(
        std::move(request), [this, what, answered = std::move(answered)](const Response &response) {
            if (answered)
                answered(response);
            else if (response.status >= 300)
                qCWarning(lc).noquote() << "bootstrap failed"
                                        << "request=" << what << "answer=" << response.json();
            finished();
        }));
}

void Bootstrap::create(const Gvr &gvr, const Object &object, bool refresh)
{
    Request request;
    request.path = gvr.path(object.key());
    // Looked at first: what is there already is no matter for admission webhooks, which may not be reachable yet.
    ask(request, [this, gvr, object, refresh, request](const Response &found) {
        const bool exists = found.status == 200;
        if (exists && !refresh)
            return;
        Request write = request;
        write.object = object;
        write.method = exists ? "PATCH" : "POST";
        if (exists)
            write.headers = {{"content-type", "application/merge-patch+json"}};
        else
            write.path = gvr.path({object.ns(), {}});
        ask(write, {});
    });
}

void Bootstrap::finished()
{
    if (--m_waiting == 0 && m_done)
        std::exchange(m_done, nullptr)();
}

void Bootstrap::keepKubernetesService(const Config &config, const QByteArray &firstAddress)
{
    const Key key{"default", "kubernetes"};
    const Value labels = Value::object({{"component", "apiserver"}, {"provider", "kubernetes"}});
    const Value port = Value::object({{"name", "https"}, {"port", Value(config.advertisePort)}, {"protocol", "TCP"}});
    const Value servicePort = Value::object(
        {{"name", "https"}, {"port", 443}, {"protocol", "TCP"}, {"targetPort", Value(config.advertisePort)}});
    const Object service = newObject("v1", "Service", key)
                               .withMetadata("labels", labels)
                               .with("spec",
                                     Value::object({{"clusterIP", firstAddress},
                                                    {"type", "ClusterIP"},
                                                    {"sessionAffinity", "None"},
                                                    {"ports", Value::array({servicePort})}}));
    keep({"", "v1", "services"}, service, true);
    const Value subset = Value::object({{"addresses", Value::array({Value::object({{"ip", config.advertiseAddress}})})},
                                        {"ports", Value::array({port})}});
    keep({"", "v1", "endpoints"},
         newObject("v1", "Endpoints", key)
             .withMetadata("labels", Value::object({{"endpointslice.kubernetes.io/skip-mirror", "true"}}))
             .with("subsets", Value::array({subset})),
         true);
    const Value endpoint = Value::object({{"addresses", Value::array({Value(config.advertiseAddress)})},
                                          {"conditions", Value::object({{"ready", Value(true)}})}});
    keep({"discovery.k8s.io", "v1", "endpointslices"},
         newObject("discovery.k8s.io/v1", "EndpointSlice", key)
             .withMetadata("labels", Value::object({{"kubernetes.io/service-name", "kubernetes"}}))
             .with("addressType", "IPv4")
             .with("endpoints", Value::array({endpoint}))
             .with("ports", Value::array({port})),
         true);
}

} // namespace orrery::apiserver
