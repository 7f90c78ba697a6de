// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/statistics.h"

#include <algorithm>
#include <chrono>

namespace orrery::store {

using api::Metrics;

Statistics::Statistics(Metrics &metrics, std::function<Figures()> figures)
    : m_seconds(metrics.histogram(
        "etcd_request_duration_seconds",
        "Seconds from a write's revision to its durability, for each operation and object type.",
        {0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60},
        {"operation", "type"}))
    , m_commits(metrics
                    .histogram("etcd_disk_backend_commit_duration_seconds",
                               "Seconds that transactions of the store took on the disk.",
                               Metrics::exponential(0.001, 2, 14))
                    .with({}))
{
    metrics.collect([alive = std::weak_ptr<char>(m_alive), figures = std::move(figures)](Metrics::Page &page) {
        if (alive.expired())
            return;
        const Figures now = figures();
        page.begin("apiserver_storage_size_bytes", "gauge", "Bytes that the file of the store takes.");
        page.sample({"storage_cluster_id"}, {"sqlite"}, double(now.bytes));
        page.begin("etcd_mvcc_current_revision", "gauge", "The newest revision that is visible.");
        page.sample(double(now.visible));
        page.begin("etcd_mvcc_compact_revision", "gauge", "The revision below which history is forgotten.");
        page.sample(double(now.compacted));
    });
}

qint64 Statistics::now()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

void Statistics::written(const Change &change, qint64 nanoseconds)
{
    static const char *const operations[] = {"create", "update", "delete"};
    // "/registry/pods/default/web-1": pods
    const QByteArray &key = change.entry.key;
    const qsizetype from = key.indexOf('/', 1) + 1, to = key.indexOf('/', from);
    const QByteArrayView type = QByteArrayView(key).sliced(from, std::max(to, from) - from);
    const auto operation = size_t(change.type);
    auto &known = m_known[operation];
    auto found = std::find_if(known.begin(), known.end(), [&](const auto &one) { return one.first == type; });
    if (found == known.end()) {
        known.emplace_back(type.toByteArray(), &m_seconds.with({operations[operation], type.toByteArray()}));
        found = std::prev(known.end());
    }
    found->second->observe(double(nanoseconds) / 1e9);
    if (found != known.begin())
        std::iter_swap(found, std::prev(found));
}

} // namespace orrery::store
