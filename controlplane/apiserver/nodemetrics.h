// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/apiserver/readonlystore.h"
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/streams/streams.h"

#include <QElapsedTimer>
#include <QTimer>

namespace orrery::apiserver {

/// metrics.k8s.io: what nodes and pods use, asked of the nodes when somebody asks us, and kept in memory only, until
/// they are asked again. Its kinds are read like any others, from the store that this is; refresh() comes before. Thread:
/// the api thread. Lifetime: ApiServer's.
class NodeMetrics final : public ReadOnlyStore
{
public:
    NodeMetrics(const store::Store &cluster, streams::Streams &streams, const api::Clock &clock);
    ~NodeMetrics() override;

    std::vector<resources::Resource> kinds(); ///< NodeMetrics and PodMetrics, stored here
    /// Has the nodes say what the request is about, unless they did a moment ago; then done. A node that is silent for
    /// a few seconds has no metrics.
    void refresh(const chain::RequestInfo &info, std::function<void()> done);

    qint64 visibleRevision() const override { return m_revision; }
    qint64 compactedRevision() const override { return 0; }
    std::optional<store::Entry> get(QByteArrayView key) const override;
    api::Result<store::Listing> list(const store::ListRange &range) const override;
    qint64 count(QByteArrayView prefix) const override;
    api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &prefix, qint64 after, Watcher watcher) override;

private:
    struct Question;
    struct Node
    {
        streams::ConnectionPtr asking; ///< null: not now
        QByteArray answer;
        qint64 answeredAt = -1; ///< milliseconds of m_elapsed
        QList<QByteArray> keys; ///< what it said
    };
    QList<QByteArray> nodesOf(const chain::RequestInfo &info) const;
    void ask(const QByteArray &name);
    void ended(const QByteArray &name, bool well);
    void forget(Node &node);
    void enter(const QByteArray &name, Node &node, const api::Value &said);
    void settle();

    const store::Store &m_cluster;
    streams::Streams &m_streams;
    const api::Clock &m_clock;
    std::map<QByteArray, Node> m_nodes;
    std::map<QByteArray, store::Entry> m_entries;
    std::vector<std::unique_ptr<Question>> m_questions;
    qint64 m_revision = 1;
    QElapsedTimer m_elapsed;
    QTimer m_timer;
};

} // namespace orrery::apiserver
