// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/readonlystore.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::apiserver {

/// componentstatuses: how the parts of the control plane are, worked out when somebody reads it. Deprecated in
/// Kubernetes, but `kubectl get cs` still asks. Thread: the api thread. Lifetime: ApiServer's.
class ComponentStatuses final : public ReadOnlyStore
{
public:
    using Check = std::function<QByteArray()>; ///< empty: healthy
    void add(const QByteArray &name, Check check) { m_components.emplace_back(name, std::move(check)); }
    resources::Resource kind(); ///< stored here

    qint64 visibleRevision() const override { return 1; }
    qint64 compactedRevision() const override { return 0; }
    std::optional<store::Entry> get(QByteArrayView key) const override;
    api::Result<store::Listing> list(const store::ListRange &range) const override;
    qint64 count(QByteArrayView prefix) const override;
    api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &, qint64, Watcher) override;

private:
    static store::Entry entry(const QByteArray &name, const Check &check);
    std::vector<std::pair<QByteArray, Check>> m_components;
};

} // namespace orrery::apiserver
