// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/cause.h"
#include "controlplane/api/clock.h"
#include "controlplane/api/object.h"

#include <QObject>

#include <functional>

namespace orrery::api {
class Metrics;
}

namespace orrery::store {

/// One version of one key.
struct Entry
{
    QByteArray key; ///< "/registry/pods/default/web-1"
    qint64 revision = 0; ///< metadata.resourceVersion of object
    qint64 createRevision = 0;
    api::Object object; ///< as stored, resourceVersion included
    api::Cause cause; ///< what made this revision
};

/// What a watcher receives. For Deleted, object is the last state with the deletion's resourceVersion; previous is set
/// for Modified and Deleted, so that a watcher with a selector can tell an object that came into or fell out of it.
struct Change
{
    enum class Type { Added, Modified, Deleted };
    Type type = Type::Added;
    Entry entry;
    api::Object previous;
};

struct ListRange
{
    QByteArray prefix; ///< "/registry/pods/"
    QByteArray after; ///< exclusive start: a whole key, or what follows the prefix in one; or empty
    int limit = 0; ///< 0: all
    qint64 revision = 0; ///< 0: newest visible; else a kept revision
};

struct Listing
{
    qint64 revision = 0; ///< the snapshot's
    QList<Entry> entries;
    bool more = false; ///< the range goes on behind the last entry
};

/// The seam to encryption at rest: what lies on the disk instead of the values of some keys. Real: host's, over pki.
/// Thread: any. Lifetime: shared.
class Sealer
{
public:
    virtual ~Sealer() = default;
    virtual bool concerns(QByteArrayView key) const = 0;
    virtual api::Result<QByteArray> seal(const QByteArray &key, const QByteArray &plain) const = 0;
    /// Errors: InternalError (its key is not known, or it was changed).
    virtual api::Result<QByteArray> open(const QByteArray &key, const QByteArray &sealed) const = 0;
    virtual bool isSealed(QByteArrayView value) const = 0;
    virtual bool isCurrent(QByteArrayView value) const = 0; ///< sealed with the newest key; others are sealed again
};

/// A file that a backup carries along.
struct BackupFile
{
    QByteArray name, bytes;
};

struct Options
{
    QString path; ///< of the SQLite file; empty: in memory, for tests
    bool fast = false; ///< synchronous=NORMAL: a power cut may lose the last commits, never consistency
    qint64 keepRevisions = 2'000; ///< compaction keeps at least this many...
    qint64 keepMicroseconds = 5 * 60 * 1'000'000ll; ///< ...and whatever is younger than this
    std::shared_ptr<const Sealer> sealer; ///< null: everything lies on the disk as it is
    api::Metrics *metrics = nullptr; ///< where it counts what the disk takes; outlives it
};

/// etcd's part: ordered keys, one growing revision, watches from a revision, compaction; durable in SQLite before it
/// answers. A write gets its revision at once (so that the order of revisions is the order of watch events) and becomes
/// visible (read, listed, watched, answered) when its transaction is durable. Preconditions are checked against the
/// newest assigned revision. Writes that arrive together commit together, on the store's own thread. Does not: know
/// Kubernetes beyond metadata.resourceVersion, which it sets. Thread: the api thread (with an event loop) for every
/// call and callback. Lifetime: owner's; the destructor commits what is queued.
class Store : public QObject
{
    Q_OBJECT
public:
    /// Opens or creates; loads everything into memory. Errors: InternalError (I/O, a file of a newer version,
    /// corruption), with what to do.
    static api::Result<std::unique_ptr<Store>> open(const Options &options, const api::Clock &clock);

    virtual qint64 visibleRevision() const = 0;
    virtual qint64 compactedRevision() const = 0; ///< lists and watches from below this are Expired
    virtual std::optional<Entry> get(QByteArrayView key) const = 0; ///< newest visible
    virtual std::optional<Entry>
    getNewest(QByteArrayView key) const = 0; ///< newest assigned: what a read-modify-write starts from
    virtual api::Result<Listing>
    list(const ListRange &range) const = 0; ///< Errors: Expired, Timeout (a revision still to come)
    virtual qint64 count(QByteArrayView prefix) const = 0; ///< visible keys; known at once for a prefix that ends in '/'

    /// A precondition on the newest assigned version of the key.
    static constexpr qint64 Any = -1, Absent = 0;
    using Done = std::function<void(api::Result<Entry>)>;
    /// Creates (Absent), replaces (a revision) or either (Any). done comes once, when durable or when durability failed
    /// (InternalError). Returns the assigned entry at once. Errors: AlreadyExists, Conflict, NotFound; done is not
    /// called then.
    virtual api::Result<Entry> put(const QByteArray &key, const api::Object &object, qint64 expectedRevision,
                                   const api::Cause &cause, Done done)
        = 0;
    /// last: the object's final state for watchers. Errors: NotFound, Conflict.
    virtual api::Result<Entry> remove(const QByteArray &key, const api::Object &last, qint64 expectedRevision,
                                      const api::Cause &cause, Done done)
        = 0;

    /// Changes under the prefix with revision > after, in order, first the kept history, then live; called once for
    /// each committed batch. Errors: Expired. The watch ends when the returned handle dies.
    class WatchHandle
    {
    public:
        virtual ~WatchHandle() = default;
    };
    using Watcher = std::function<void(const QList<Change> &changes)>;
    virtual api::Result<std::unique_ptr<WatchHandle>> watch(const QByteArray &prefix, qint64 after, Watcher watcher)
        = 0;

    virtual void compact(qint64 revision) = 0; ///< forget superseded revisions below it; runs in small slices
    /// A consistent copy while running, made in steps between commits: what is durable when it is done, that revision.
    /// What is sealed stays so. path must not exist; it is made with mode 0600. See backup.h for reading it.
    virtual void backup(const QString &path, const QList<BackupFile> &files,
                        std::function<void(api::Result<qint64> revision)> done)
        = 0;

Q_SIGNALS:
    void committed(qint64 revision); ///< visible up to here; for bookmarks and waiting reads
    void failed(const orrery::api::Error &error); ///< the disk refused a write; the store takes no more
};

} // namespace orrery::store
