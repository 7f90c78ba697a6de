// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/store/committer.h"
#include "controlplane/store/statistics.h"
#include "controlplane/store/store.h"

#include <QHash>
#include <QTimer>

#include <deque>
#include <map>

namespace orrery::store {

/// The Store: everything in memory, in one ordered map of key -> kept versions, in front of a Committer that makes it
/// durable. Two revisions matter: the newest assigned (what preconditions are checked against) and the newest visible
/// (what has been committed). Thread and lifetime: as Store.
class RevisionStore final : public Store
{
    Q_OBJECT
public:
    RevisionStore(const Options &options, const api::Clock &clock);
    ~RevisionStore() override;
    api::Result<> start(std::unique_ptr<Engine> engine);

    qint64 visibleRevision() const override { return m_visible; }
    qint64 compactedRevision() const override { return m_compacted; }
    std::optional<Entry> get(QByteArrayView key) const override;
    std::optional<Entry> getNewest(QByteArrayView key) const override;
    api::Result<Listing> list(const ListRange &range) const override;
    qint64 count(QByteArrayView prefix) const override;
    api::Result<Entry> put(const QByteArray &key, const api::Object &object, qint64 expectedRevision,
                           const api::Cause &cause, Done done) override;
    api::Result<Entry> remove(const QByteArray &key, const api::Object &last, qint64 expectedRevision,
                              const api::Cause &cause, Done done) override;
    api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &prefix, qint64 after, Watcher watcher) override;
    void compact(qint64 revision) override;
    void backup(const QString &path, const QList<BackupFile> &files,
                std::function<void(api::Result<qint64>)> done) override;

private:
    struct Version
    {
        qint64 revision = 0;
        qint64 createRevision = 0;
        bool deleted = false;
        api::Object object;
        api::Cause cause;
    };
    struct Less
    {
        using is_transparent = void;
        bool operator()(QByteArrayView a, QByteArrayView b) const { return a.compare(b) < 0; }
    };
    using Chain = std::vector<Version>; ///< ascending; never empty
    using Keys = std::map<QByteArray, Chain, Less>;
    struct Pending
    {
        Change change;
        Done done;
        qint64 since = 0; ///< nanoseconds; for the metrics
    };
    /// One change above m_compacted. The versions themselves are in m_keys.
    struct Logged
    {
        qint64 revision = 0;
        QByteArray key;
        bool deleted = false;
        qint64 bytes = 0;
        qint64 time = 0;
    };
    struct WatchState
    {
        QByteArray prefix;
        qint64 after = 0; ///< everything up to here was delivered
        Watcher watcher;
        bool catchingUp = true; ///< its first delivery is queued; until then live changes wait for that
        bool dead = false;
    };
    class Handle;

    static const Version *versionAt(const Chain &chain, qint64 revision); ///< newest not above; null if none or deleted
    static Entry entry(const QByteArray &key, const Version &version);
    std::optional<Entry> find(QByteArrayView key, qint64 revision) const;
    api::Result<> check(const QByteArray &key, const Version *newest, qint64 expected) const;
    Entry assign(const QByteArray &key, const Version *newest, const api::Object &object, bool deleted,
                 const api::Cause &cause, Done done);
    void onCommitted(qint64 revision);
    void onFailed(const api::Error &error);
    void publish(const QList<Change> &changes);
    void catchUp(const std::shared_ptr<WatchState> &state);
    void countKey(const QByteArray &key, int change);
    void log(const Entry &entry, bool deleted, qint64 time);
    Change changeOf(const Logged &logged) const;
    void shrink(const Change &change);
    void compactIfDue();

    const Options m_options;
    const api::Clock &m_clock;
    Keys m_keys;
    QHash<QByteArray, qint64> m_counts; ///< visible keys below "/a/", "/a/b/", ...
    qint64 m_tip = 0, m_visible = 0, m_compacted = 0;
    std::deque<Pending> m_pending; ///< assigned, not durable yet
    std::deque<Logged> m_log; ///< every change above m_compacted, oldest first
    qint64 m_logBytes = 0;
    QHash<QByteArray, QList<std::shared_ptr<WatchState>>>
        m_watches; ///< by prefix, so that a batch is cut once for all watchers of a prefix
    std::optional<api::Error> m_failure;
    std::unique_ptr<Statistics> m_statistics;
    QTimer m_compactTimer;
    std::unique_ptr<Committer> m_committer;
};

} // namespace orrery::store
