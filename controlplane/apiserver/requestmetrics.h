// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"
#include "controlplane/api/request.h"
#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/apiserver/resources/resource.h"

#include <unordered_map>

namespace orrery::apiserver {

/// What is counted of requests, under Kubernetes' names. Label values come from what the server serves, never from what
/// a client writes. Thread: the api thread. Lifetime: ApiServer's; the metrics outlive it.
class RequestMetrics final
{
public:
    explicit RequestMetrics(api::Metrics &metrics);

    /// All requests of one verb on one resource: where they are counted.
    struct Kind
    {
        api::Histogram *seconds, *sizes;
        api::Gauge *running = nullptr; ///< watches and streams, once there was one
        api::Metrics::Labels labels; ///< verb, group, version, resource, subresource, scope
        std::vector<std::pair<int, api::Counter *>> codes; ///< by status, dry runs negative
    };
    /// resource: what the path leads to; null: nothing of ours.
    Kind &kind(const api::Request &request, const chain::RequestInfo &info, const resources::Resource *resource);
    api::Gauge &running(Kind &kind);
    void answered(Kind &kind, int status, bool dryRun, double seconds, qint64 bytes);

    api::Gauge &reading, &changing; ///< requests that are not answered yet
    api::Counter &authenticated, &notAuthenticated, &allowed, &denied;
    /// Whose requests they are, as Kubernetes tells it: in words that do not name anybody.
    void countUser(const api::User &user);

private:
    struct Key
    {
        QByteArray verb, group, version, resource, subresource;
        char scope;
        bool operator==(const Key &) const = default;
    };
    struct KeyHash
    {
        size_t operator()(const Key &key) const
        {
            return qHashMulti(0, key.verb, key.group, key.version, key.resource, key.subresource, key.scope);
        }
    };

    api::Metrics::Family<api::Counter> &m_total, &m_users;
    api::Metrics::Family<api::Histogram> &m_seconds, &m_sizes;
    api::Metrics::Family<api::Gauge> &m_running;
    std::unordered_map<Key, Kind, KeyHash> m_kinds;
};

} // namespace orrery::apiserver
