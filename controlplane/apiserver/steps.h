// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/apiserver/readonlystore.h"

#include <deque>

namespace orrery::apiserver {

/// What was asked of the server lately: a ring of steps.orrery.dev in memory, which is listed and watched like any
/// kind. One Step for each write (and exec, log, port-forward) once it is answered; leases and events, which only beat
/// time, are left out. Thread: the api thread. Lifetime: ApiServer's.
class Steps final : public ReadOnlyStore
{
public:
    explicit Steps(size_t capacity = 4096);
    ~Steps() override;

    /// Whether a request is worth a Step.
    static bool concerns(const chain::RequestInfo &info);
    /// before: the cause that the request came with; the request's own is the step's.
    void record(const api::Request &request, const chain::RequestInfo &info, const api::Cause &before,
                const api::Response &response, qint64 now);

    qint64 visibleRevision() const override { return m_visible; }
    qint64 compactedRevision() const override;
    std::optional<store::Entry> get(QByteArrayView key) const override;
    api::Result<store::Listing> list(const store::ListRange &range) const override;
    qint64 count(QByteArrayView prefix) const override;
    api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &prefix, qint64 after, Watcher watcher) override;

private:
    struct Handle;
    void flush();

    const size_t m_capacity;
    std::deque<store::Entry> m_ring; ///< revisions without a gap
    qint64 m_newest = 0, m_visible = 0;
    QList<Handle *> m_handles;
};

} // namespace orrery::apiserver
