// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"

#include <QHash>
#include <QObject>

namespace orrery::client {

/// Which objects of a kind, and in which form.
struct InformerScope
{
    QByteArray ns, labelSelector, fieldSelector;
    bool tables = false; ///< the server's rows instead of objects: each is {metadata, cells}
    bool operator==(const InformerScope &) const = default;
};

/// A live local copy of one kind: lists, then watches, and starts again from a list when the server says Expired or the connection
/// breaks (exponential backoff, 100 ms to 10 s). Between synced() and the end, the copy never goes backwards.
/// Does not: write, or share across threads (give each thread its own).
/// Thread: one, with an event loop; everything is called and signalled there. Lifetime: QObject parent.
class Informer final : public QObject
{
    Q_OBJECT
public:
    using Scope = InformerScope;
    Informer(Client client, api::Gvr gvr, Scope scope = {}, QObject *parent = nullptr);
    ~Informer() override;

    void start(); ///< idempotent
    const api::Gvr &gvr() const { return m_gvr; }
    bool isSynced() const { return m_synced; }
    const QHash<api::Key, api::Object> &objects() const { return m_objects; }
    api::Object get(const api::Key &key) const { return m_objects.value(key); } ///< null if absent
    qint64 resourceVersion() const { return m_resourceVersion; } ///< newest seen

    /// Secondary lookup, kept up to date: the keys that `extract` gives for each object ("node" -> spec.nodeName).
    using Extract = std::function<QList<QByteArray>(const api::Object &)>;
    void addIndex(const QByteArray &name, Extract extract); ///< a name that is there already is kept as it is
    QList<api::Object> indexed(const QByteArray &name, const QByteArray &value) const;

Q_SIGNALS:
    /// old is null for a new object, now is null for a removed one. cause: of the change, if the server said.
    void changed(const orrery::api::Object &old, const orrery::api::Object &now, const orrery::api::Cause &cause);
    void columns(const orrery::api::Value &definitions); ///< of Scope::tables, before synced(): a Table's columnDefinitions
    void synced(); ///< the first list (or every list after a gap) is in
    void failed(const orrery::api::Error &error); ///< connection lost or refused; it goes on trying
    void recovered(); ///< after failed(): the server answers again

private:
    class Private;
    std::unique_ptr<Private> d;
    api::Gvr m_gvr;
    bool m_synced = false;
    qint64 m_resourceVersion = 0;
    QHash<api::Key, api::Object> m_objects;
};

} // namespace orrery::client
