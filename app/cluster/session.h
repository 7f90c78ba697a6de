// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/kinds.h"
#include "controlplane/client/httptransport.h"
#include "controlplane/client/informer.h"

#include <QDateTime>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QThread>
#include <QTimer>

namespace orrery::cluster {

struct Change
{
    api::Object old; ///< null: new
    api::Object now; ///< null: gone
    api::Cause cause;
    const api::Object &object() const { return now ? now : old; }
};

/// The GUI's copy of one kind: an Informer on the net thread, mirrored here in batches, at most one a frame (16 ms).
/// Thread: gui. Lifetime: the session's for a shared one, the owner's for one that was opened; the session outlives both.
class Feed final : public QObject
{
    Q_OBJECT
public:
    const api::Gvr &gvr() const { return m_gvr; }
    const QHash<api::Key, api::Object> &objects() const { return m_objects; }
    api::Object get(const api::Key &key) const { return m_objects.value(key); }
    bool isSynced() const { return m_synced; } ///< the first list is in, or was refused: there is nothing to wait for
    /// Of a feed of rows (Scope::tables): the Table's columnDefinitions.
    const api::Value &columns() const { return m_columns; }
    /// Why the cluster refuses to show this kind; empty while it does not.
    const QString &refusal() const { return m_refusal; }
    ~Feed() override;
    /// The cluster is asked again at once, if it waits to be.
    void retryNow();

Q_SIGNALS:
    void changed(const QList<orrery::cluster::Change> &changes);
    void synced();
    void columnsChanged();
    void refusalChanged();

private:
    friend class Session;
    struct Inbox;
    Feed(api::Gvr gvr, class Session *session, QObject *parent);
    void attach(const client::Client &client, QThread *net, const client::Informer::Scope &scope);
    void schedule();
    void take();

    api::Gvr m_gvr;
    QPointer<Session> m_session;
    client::Informer::Scope m_scope;
    api::Value m_columns;
    QString m_refusal;
    std::shared_ptr<Inbox> m_inbox;
    client::Informer *m_informer = nullptr; ///< on the net thread, until this or that thread ends
    QHash<api::Key, api::Object> m_objects;
    bool m_synced = false;
    QTimer m_frame;
};

/// One cluster that the window shows, embedded or foreign: a connection, its net thread, and feeds of its kinds.
/// Offline (a fixture): the feeds hold recorded objects and nothing is sent anywhere.
/// Thread: gui. Lifetime: QObject parent; outlives every user of its client.
class Session final : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString name READ name CONSTANT)
    Q_PROPERTY(QString server READ server CONSTANT)
    Q_PROPERTY(QString lostReason READ lostReason NOTIFY lostReasonChanged)
    Q_PROPERTY(QDateTime lostSince READ lostSince NOTIFY lostReasonChanged)
    Q_PROPERTY(QDateTime nextTry READ nextTry NOTIFY nextTryChanged) ///< while lost
    Q_PROPERTY(QStringList warnings READ warnings CONSTANT) ///< what to know about this connection
    Q_PROPERTY(bool isOffline READ isOffline CONSTANT)
    Q_PROPERTY(bool hasMachines READ hasMachines NOTIFY kindsChanged) ///< its nodes can be made here
public:
    /// name: empty for the context's.
    static api::Result<std::unique_ptr<Session>> connect(const client::Connection &connection, const QString &name = {});
    /// objects: any kinds; each goes to the feed of its (apiVersion, plural of kind).
    static std::unique_ptr<Session> offline(const QString &name, const QList<api::Object> &objects);
    ~Session() override;

    QString name() const { return m_name; }
    QString server() const { return m_server; }
    QString lostReason() const { return m_lostReason; } ///< empty while connected
    QDateTime lostSince() const { return m_lostSince; }
    QDateTime nextTry() const { return m_nextTry; }
    QStringList warnings() const { return m_warnings; }
    /// Does not wait for nextTry().
    Q_INVOKABLE void retryNow();
    bool isOffline() const { return !m_transport; }
    const client::Client &client() const { return m_client; }
    /// The shared feed of a kind; starts on first use.
    Feed *feed(const api::Gvr &gvr, const client::Informer::Scope &scope = {});
    /// A feed of the caller's own, which ends with it: for lists that are open now and then.
    std::unique_ptr<Feed> open(const api::Gvr &gvr, const client::Informer::Scope &scope);

    /// What the cluster serves, by its discovery; the well-known kinds until it has said, and again when custom kinds change.
    const QList<Kind> &kinds() const { return m_kinds; }
    /// The kind of that id ("Pod", "Event.events.k8s.io"); null if there is none.
    const Kind *kind(const QString &id) const;
    bool hasMachines() const { return kind(QStringLiteral("Machine")) != nullptr; }

Q_SIGNALS:
    void lostReasonChanged();
    void nextTryChanged();
    void kindsChanged();

private:
    explicit Session(QString name);
    void fill(Feed *feed, const client::Informer::Scope &scope);
    void discover();
    void watchCustomKinds();
    /// What a feed has met: an error on the way to the cluster, or none.
    void report(Feed *feed, const std::optional<api::Error> &problem, const QDateTime &nextTry);
    QString explain(const api::Error &problem) const;
    friend class Feed;

    QString m_name, m_server, m_lostReason;
    QStringList m_warnings;
    QDateTime m_lostSince, m_nextTry, m_certificateEnds;
    QHash<Feed *, QDateTime> m_lost; ///< and when each asks again
    std::unique_ptr<QThread> m_net;
    std::unique_ptr<client::HttpTransport> m_transport;
    std::unique_ptr<client::Transport> m_nowhere;
    client::Client m_client{nullptr};
    std::vector<Feed *> m_feeds;
    QList<api::Object> m_recorded;
    QList<Kind> m_kinds = wellKnownKinds();
    QTimer m_rediscover; ///< custom kinds come in groups
    bool m_watchesCustomKinds = false;
};

} // namespace orrery::cluster
