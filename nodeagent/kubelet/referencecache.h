// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/informer.h"
#include "nodeagent/kubelet/environment.h"

#include <QSet>

#include <map>

namespace orrery::kubelet {

/// The ConfigMaps and Secrets that this node's pods name, each watched by itself: a node may read only what its pods
/// use. Thread: the kubelet's. Lifetime: QObject parent.
class ReferenceCache final : public QObject
{
    Q_OBJECT
public:
    explicit ReferenceCache(client::Client client, QObject *parent = nullptr);
    ~ReferenceCache() override;
    /// Sets what the pod refers to, and returns it; nothing as long as some of it is not known yet (changed() comes).
    std::optional<References> get(const QByteArray &podUid, const api::Object &pod);
    void forget(const QByteArray &podUid);

Q_SIGNALS:
    void changed(const QByteArray &podUid);

private:
    struct Entry
    {
        std::unique_ptr<client::Informer> informer;
        QSet<QByteArray> pods;
        bool known = false; ///< listed, or refused
    };
    using Id = std::pair<bool, api::Key>; ///< secret?, key
    Entry &entry(const Id &id);
    void tell(const Id &id);
    void drop(const Id &id, const QByteArray &podUid);

    client::Client m_client;
    std::map<Id, Entry> m_entries;
    QHash<QByteArray, QList<Id>> m_byPod;
};

} // namespace orrery::kubelet
