// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/patch.h"
#include "controlplane/api/selector.h"
#include "controlplane/client/transport.h"

#include <QFuture>

namespace orrery::client {

struct ListOptions
{
    QByteArray ns; ///< empty: all namespaces
    QByteArray labelSelector, fieldSelector;
    int limit = 0;
    QByteArray continueToken;
};

struct DeleteOptions
{
    std::optional<int> gracePeriodSeconds;
    QByteArray propagationPolicy; ///< "Background", "Foreground", "Orphan"; empty: the server's default
    QByteArray uid; ///< precondition
    qint64 resourceVersion = 0; ///< precondition
};

/// The only way to read or change a cluster. Speaks any resource by its Gvr; a subresource is named in `subresource` ("status").
/// Every call sends the current Cause. Failures are the server's Status as an Error, or ServiceUnavailable where none was reached.
/// Thread: any; a value (copies share the transport). client::then(answer, context, ...) (then.h) in event-loop code,
/// `.result()` only in reconcilers.
/// Lifetime: the transport must outlive it.
class Client final
{
public:
    explicit Client(Transport *transport, QByteArray userAgent = "orrery/" ORRERY_VERSION) : m_transport(transport), m_userAgent(std::move(userAgent)) { }

    QFuture<api::Result<api::Object>> get(const api::Gvr &gvr, const api::Key &key, QByteArrayView subresource = {}) const;
    QFuture<api::Result<api::ObjectList>> list(const api::Gvr &gvr, const ListOptions &options = {}) const;
    QFuture<api::Result<api::Object>> create(const api::Gvr &gvr, const api::Object &object, QByteArrayView subresource = {}) const;
    QFuture<api::Result<api::Object>> update(const api::Gvr &gvr, const api::Object &object, QByteArrayView subresource = {}) const;
    QFuture<api::Result<api::Object>> patch(const api::Gvr &gvr, const api::Key &key, api::PatchType type, const api::Value &patch,
                                            QByteArrayView subresource = {}) const;
    /// The object as it was (or is, while it terminates), or a Status.
    QFuture<api::Result<api::Object>> remove(const api::Gvr &gvr, const api::Key &key, const DeleteOptions &options = {}) const;

    /// A raw request, for what has no verb above (log, /readyz, discovery).
    QFuture<api::Result<api::Response>> send(api::Request request) const;

    Transport *transport() const { return m_transport; }
    const QByteArray &userAgent() const { return m_userAgent; }

private:
    Transport *m_transport;
    QByteArray m_userAgent;
};

/// The well-known resources.
namespace gvr {
inline const api::Gvr pods { "", "v1", "pods" };
inline const api::Gvr nodes { "", "v1", "nodes" };
inline const api::Gvr namespaces { "", "v1", "namespaces" };
inline const api::Gvr services { "", "v1", "services" };
inline const api::Gvr endpoints { "", "v1", "endpoints" };
inline const api::Gvr configMaps { "", "v1", "configmaps" };
inline const api::Gvr secrets { "", "v1", "secrets" };
inline const api::Gvr serviceAccounts { "", "v1", "serviceaccounts" };
inline const api::Gvr events { "", "v1", "events" };
inline const api::Gvr leases { "coordination.k8s.io", "v1", "leases" };
inline const api::Gvr endpointSlices { "discovery.k8s.io", "v1", "endpointslices" };
inline const api::Gvr deployments { "apps", "v1", "deployments" };
inline const api::Gvr replicaSets { "apps", "v1", "replicasets" };
inline const api::Gvr customResourceDefinitions { "apiextensions.k8s.io", "v1", "customresourcedefinitions" };
inline const api::Gvr apiServices { "apiregistration.k8s.io", "v1", "apiservices" };
inline const api::Gvr ipAddresses { "networking.k8s.io", "v1", "ipaddresses" };
inline const api::Gvr serviceCidrs { "networking.k8s.io", "v1", "servicecidrs" };
inline const api::Gvr flowSchemas { "flowcontrol.apiserver.k8s.io", "v1", "flowschemas" };
inline const api::Gvr priorityLevels { "flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations" };
inline const api::Gvr machines { "orrery.dev", "v1", "machines" };
} // namespace gvr

} // namespace orrery::client
