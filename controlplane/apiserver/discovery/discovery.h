// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/resources/registry.h"

namespace orrery::discovery {

/// What the server can do, for clients: /api, /apis and below, the aggregated form of both, /version, OpenAPI v2 and
/// v3. Made from the registry and the schema's table on first use, then kept, with an ETag. Thread: the api thread.
/// Lifetime: ApiServer's; the registry outlives it.
class Discovery final
{
public:
    explicit Discovery(const resources::Registry &registry)
        : m_registry(registry)
    {
    }

    /// Answers any path that is no resource; 404 for what is not here.
    void serve(const api::ExchangePtr &exchange, const QByteArray &path);
    /// Kinds of that group were added or removed: the documents that tell of it are made anew.
    void invalidate(const QByteArray &group);

private:
    struct Document
    {
        QByteArray body, contentType, etag;
    };
    const Document &kept(const QByteArray &name, const std::function<api::Value()> &make,
                         const char *contentType = "application/json");
    void answer(const api::ExchangePtr &exchange, const Document &document) const;
    bool serveAggregated(const api::ExchangePtr &exchange, const QByteArray &path);
    void serveOpenApi(const api::ExchangePtr &exchange, const QByteArray &path);

    const resources::Registry &m_registry;
    QHash<QByteArray, Document> m_documents;
};

/// The documents themselves. Thread: any.
api::Value groupVersionResources(const resources::Registry &registry, const QByteArray &group,
                                 const QByteArray &version);
api::Value groupList(const resources::Registry &registry);
api::Value groupOf(const resources::Registry &registry, const QByteArray &group);
/// apidiscovery.k8s.io; core: the legacy group's list, else all others.
api::Value aggregated(const resources::Registry &registry, bool core, const QByteArray &version);
api::Value version();

} // namespace orrery::discovery
