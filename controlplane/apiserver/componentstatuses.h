// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::apiserver {

/// componentstatuses: how the parts of the control plane are, worked out when somebody reads it. Deprecated in
/// Kubernetes, but `kubectl get cs` still asks. Thread: the api thread. Lifetime: ApiServer's.
class ComponentStatuses final : public store::Store
{
public:
    using Check = std::function<QByteArray()>; ///< empty: healthy
    void add(const QByteArray &name, Check check) { m_components.emplace_back(name, std::move(check)); }
    resources::Resource kind(); ///< stored here

    qint64 visibleRevision() const override { return 1; }
    qint64 compactedRevision() const override { return 0; }
    std::optional<store::Entry> get(QByteArrayView key) const override;
    std::optional<store::Entry> getNewest(QByteArrayView key) const override { return get(key); }
    api::Result<store::Listing> list(const store::ListRange &range) const override;
    qint64 count(QByteArrayView prefix) const override;
    api::Result<store::Entry> put(const QByteArray &, const api::Object &, qint64, const api::Cause &, Done) override;
    api::Result<store::Entry> remove(const QByteArray &, const api::Object &, qint64, const api::Cause &,
                                     Done) override;
    api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &, qint64, Watcher) override;
    void compact(qint64) override { }
    void backup(const QString &, const QList<store::BackupFile> &,
                std::function<void(api::Result<qint64>)> done) override
    {
        done(1); // nothing of it is kept
    }

private:
    static store::Entry entry(const QByteArray &name, const Check &check);
    std::vector<std::pair<QByteArray, Check>> m_components;
};

} // namespace orrery::apiserver
