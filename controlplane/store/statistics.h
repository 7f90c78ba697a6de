// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"
#include "controlplane/store/store.h"

namespace orrery::store {

/// What the store counts, under the names that Kubernetes gives what it asks of etcd, and etcd its disk.
/// Thread: the api thread. Lifetime: the store's; the metrics outlive it.
class Statistics final
{
public:
    struct Figures
    {
        qint64 bytes, visible, compacted;
    };
    Statistics(api::Metrics &metrics, std::function<Figures()> figures);

    api::Histogram *commits() { return &m_commits; } ///< seconds; for the store thread
    /// A write is durable, so long after it got its revision.
    void written(const Change &change, qint64 nanoseconds);
    static qint64 now(); ///< nanoseconds, steady

private:
    api::Metrics::Family<api::Histogram> &m_seconds;
    api::Histogram &m_commits;
    std::vector<std::pair<QByteArray, api::Histogram *>>
        m_known[3]; ///< by operation: types, those that come often first
    const std::shared_ptr<char> m_alive = std::make_shared<char>();
};

} // namespace orrery::store
