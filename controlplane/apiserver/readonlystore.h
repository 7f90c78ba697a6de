// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/store/store.h"

namespace orrery::apiserver {

/// What the kinds have in common that are worked out or remembered here and never written by a request: nothing to put,
/// to compact or to back up. Thread: the api thread. Lifetime: ApiServer's.
class ReadOnlyStore : public store::Store
{
public:
    std::optional<store::Entry> getNewest(QByteArrayView key) const final { return get(key); }
    api::Result<store::Entry> put(const QByteArray &, const api::Object &, qint64, const api::Cause &, Done) final
    {
        return readOnly();
    }
    api::Result<store::Entry> remove(const QByteArray &, const api::Object &, qint64, const api::Cause &, Done) final
    {
        return readOnly();
    }
    void compact(qint64) final { }
    void backup(const QString &, const QList<store::BackupFile> &, std::function<void(api::Result<qint64>)> done) final
    {
        done(visibleRevision()); // nothing of it is kept
    }

protected:
    static api::Error readOnly() { return api::error(api::Reason::MethodNotAllowed, "this kind is read-only"); }
};

} // namespace orrery::apiserver
