// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/revisionstore.h"

#include <QLoggingCategory>
#include <QPointer>

#include <algorithm>

Q_LOGGING_CATEGORY(lcStore, "orrery.store", QtInfoMsg)

namespace orrery::store {

using api::Cause;
using api::error;
using api::Object;
using api::Reason;
using api::Result;

namespace {

constexpr qint64 maxLogBytes = 64 * 1024 * 1024; ///< history beyond this goes, however young
constexpr size_t minLog = 100; ///< ... but never the last few: watchers must be able to follow

Object withRevision(const Object &object, qint64 revision)
{
    return object.withMetadata("resourceVersion", api::Value(QByteArray::number(revision)));
}

} // namespace

/// What the caller of watch() holds. The state may outlive it for as long as a delivery runs.
class RevisionStore::Handle final : public Store::WatchHandle
{
public:
    Handle(RevisionStore *store, std::shared_ptr<WatchState> state)
        : m_store(store)
        , m_state(std::move(state))
    {
    }
    ~Handle() override
    {
        m_state->dead = true;
        if (!m_store)
            return;
        const auto watches = m_store->m_watches.find(m_state->prefix);
        if (watches == m_store->m_watches.end())
            return;
        watches->removeOne(m_state);
        if (watches->isEmpty())
            m_store->m_watches.erase(watches);
    }

private:
    QPointer<RevisionStore> m_store;
    std::shared_ptr<WatchState> m_state;
};

RevisionStore::RevisionStore(const Options &options, const api::Clock &clock)
    : m_options(options)
    , m_clock(clock)
{
    m_compactTimer.setSingleShot(true);
    connect(&m_compactTimer, &QTimer::timeout, this, &RevisionStore::compactIfDue);
}

RevisionStore::~RevisionStore() = default; // the committer goes first and commits what is queued

Result<> RevisionStore::start(std::unique_ptr<Engine> engine)
{
    struct Loaded
    {
        qint64 revision;
        QByteArray key;
        bool deleted;
    };
    QList<Loaded> rows;
    const auto take = [&](Row row) {
        Chain &chain = m_keys[row.key];
        rows.append({row.revision, row.key, row.deleted});
        chain.push_back({row.revision, row.createRevision, row.deleted, Object::fromJson(row.value), {}});
        m_tip = row.revision;
    };
    ORRERY_TRY(compacted, engine->load(take));
    m_compacted = compacted;
    m_tip = m_visible = std::max(m_tip, m_compacted);

    // What an interrupted compaction left, goes now; what is younger, is history to watch again.
    QList<qint64> leftovers;
    const qint64 now = m_clock.now();
    for (const Loaded &row : std::as_const(rows)) {
        const auto at = m_keys.find(row.key);
        Chain &chain = at->second;
        if (row.revision <= m_compacted) {
            while (chain.front().revision < row.revision) {
                leftovers.append(chain.front().revision);
                chain.erase(chain.begin());
            }
            if (row.deleted) {
                leftovers.append(row.revision);
                chain.erase(chain.begin());
                if (chain.empty())
                    m_keys.erase(at);
            }
            continue;
        }
        const auto version = std::lower_bound(chain.begin(), chain.end(), row.revision,
                                              [](const Version &v, qint64 revision) { return v.revision < revision; });
        log(entry(row.key, *version), row.deleted, now);
    }
    for (const auto &[key, chain] : m_keys) {
        if (!chain.back().deleted)
            countKey(key, 1);
    }
    if (m_options.metrics)
        m_statistics = std::make_unique<Statistics>(*m_options.metrics, [this] {
            return Statistics::Figures{m_committer->bytes(), m_visible, m_compacted};
        });
    m_committer = std::make_unique<Committer>(
        std::move(engine), m_tip,
        [this](qint64 revision) {
            QMetaObject::invokeMethod(
                this, [this, revision] { onCommitted(revision); }, Qt::QueuedConnection);
        },
        [this](const api::Error &error) {
            QMetaObject::invokeMethod(
                this, [this, error] { onFailed(error); }, Qt::QueuedConnection);
        },
        m_statistics ? m_statistics->commits() : nullptr);
    if (!leftovers.isEmpty())
        m_committer->forget(m_compacted, leftovers);
    compactIfDue();
    qCInfo(lcStore) << "loaded"
                    << "keys=" << m_keys.size() << "revision=" << m_tip << "compacted=" << m_compacted;
    return {};
}

const RevisionStore::Version *RevisionStore::versionAt(const Chain &chain, qint64 revision)
{
    for (auto version = chain.rbegin(); version != chain.rend(); ++version) {
        if (version->revision <= revision)
            return version->deleted ? nullptr : &*version;
    }
    return nullptr;
}

Entry RevisionStore::entry(const QByteArray &key, const Version &version)
{
    return {key, version.revision, version.createRevision, version.object, version.cause};
}

std::optional<Entry> RevisionStore::find(QByteArrayView key, qint64 revision) const
{
    const auto at = m_keys.find(key);
    if (at == m_keys.end())
        return {};
    const Version *version = versionAt(at->second, revision);
    return version ? std::optional(entry(at->first, *version)) : std::nullopt;
}

std::optional<Entry> RevisionStore::get(QByteArrayView key) const
{
    return find(key, m_visible);
}

std::optional<Entry> RevisionStore::getNewest(QByteArrayView key) const
{
    return find(key, m_tip);
}

Result<Listing> RevisionStore::list(const ListRange &range) const
{
    Listing listing;
    listing.revision = range.revision > 0 ? range.revision : m_visible;
    if (listing.revision > m_visible)
        return error(Reason::Timeout,
                     "Too large resource version: " + QByteArray::number(listing.revision)
                         + ", current: " + QByteArray::number(m_visible));
    if (listing.revision < m_compacted)
        return error(Reason::Expired,
                     "The provided resource version is too old: " + QByteArray::number(listing.revision)
                         + ", kept since " + QByteArray::number(m_compacted));
    auto at = range.after.isEmpty()
        ? m_keys.lower_bound(range.prefix)
        : m_keys.upper_bound(range.after.startsWith(range.prefix) ? range.after : range.prefix + range.after);
    for (; at != m_keys.end() && at->first.startsWith(range.prefix); ++at) {
        const Version *version = versionAt(at->second, listing.revision);
        if (!version)
            continue;
        if (range.limit > 0 && listing.entries.size() >= range.limit) {
            listing.more = true;
            break;
        }
        listing.entries.append(entry(at->first, *version));
    }
    return listing;
}

qint64 RevisionStore::count(QByteArrayView prefix) const
{
    if (prefix.endsWith('/'))
        return m_counts.value(QByteArray::fromRawData(prefix.data(), prefix.size()));
    qint64 count = 0;
    for (auto at = m_keys.lower_bound(prefix); at != m_keys.end() && at->first.startsWith(prefix); ++at)
        count += versionAt(at->second, m_visible) ? 1 : 0;
    return count;
}

/// One visible key more or less, in each of its folders.
void RevisionStore::countKey(const QByteArray &key, int change)
{
    for (qsizetype end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
        const auto folder = m_counts.find(QByteArray::fromRawData(key.constData(), end + 1));
        if (folder == m_counts.end())
            m_counts.insert(key.first(end + 1), change);
        else if ((*folder += change) == 0)
            m_counts.erase(folder);
    }
}

Result<> RevisionStore::check(const QByteArray &key, const Version *newest, qint64 expected) const
{
    if (m_failure)
        return *m_failure;
    if (expected == Absent && newest)
        return error(Reason::AlreadyExists, key + " already exists");
    if (expected > 0 && !newest)
        return error(Reason::NotFound, key + " not found");
    if (expected > 0 && newest->revision != expected)
        return error(Reason::Conflict,
                     key + " is at revision " + QByteArray::number(newest->revision) + ", not "
                         + QByteArray::number(expected));
    return {};
}

Entry RevisionStore::assign(const QByteArray &key, const Version *newest, const Object &object, bool deleted,
                            const Cause &cause, Done done)
{
    const qint64 revision = ++m_tip;
    Change change;
    change.type = deleted ? Change::Type::Deleted : newest ? Change::Type::Modified : Change::Type::Added;
    if (newest)
        change.previous = newest->object;
    change.entry = {key, revision, newest ? newest->createRevision : revision, withRevision(object, revision), cause};
    m_keys[key].push_back(
        {revision, change.entry.createRevision, deleted, change.entry.object, cause}); // newest dangles from here on
    m_committer->append({revision, key, change.entry.createRevision, deleted, change.entry.object.json()});
    const Entry result = change.entry;
    m_pending.push_back({std::move(change), std::move(done), m_statistics ? Statistics::now() : 0});
    return result;
}

Result<Entry> RevisionStore::put(const QByteArray &key, const Object &object, qint64 expectedRevision,
                                 const Cause &cause, Done done)
{
    const auto at = m_keys.find(key);
    const Version *newest = at == m_keys.end() ? nullptr : versionAt(at->second, m_tip);
    ORRERY_CHECK(check(key, newest, expectedRevision));
    return assign(key, newest, object, false, cause, std::move(done));
}

Result<Entry> RevisionStore::remove(const QByteArray &key, const Object &last, qint64 expectedRevision,
                                    const Cause &cause, Done done)
{
    const auto at = m_keys.find(key);
    const Version *newest = at == m_keys.end() ? nullptr : versionAt(at->second, m_tip);
    if (!newest)
        return m_failure ? *m_failure : error(Reason::NotFound, key + " not found");
    ORRERY_CHECK(check(key, newest, expectedRevision == Absent ? Any : expectedRevision));
    return assign(key, newest, last ? last : newest->object, true, cause, std::move(done));
}

void RevisionStore::onCommitted(qint64 revision)
{
    QList<Change> changes;
    std::vector<std::pair<Done, Entry>> answers;
    const qint64 now = m_clock.now(), written = m_statistics ? Statistics::now() : 0;
    while (!m_pending.empty() && m_pending.front().change.entry.revision <= revision) {
        Pending pending = std::move(m_pending.front());
        m_pending.pop_front();
        changes.append(pending.change);
        if (m_statistics)
            m_statistics->written(pending.change, written - pending.since);
        if (pending.done)
            answers.emplace_back(std::move(pending.done), pending.change.entry);
        if (pending.change.type != Change::Type::Modified)
            countKey(pending.change.entry.key, pending.change.type == Change::Type::Added ? 1 : -1);
        log(pending.change.entry, pending.change.type == Change::Type::Deleted, now);
    }
    m_visible = std::max(m_visible, revision);
    const QPointer<RevisionStore> alive(this); // a callback may end us
    publish(changes);
    if (!alive)
        return;
    for (const Change &change : std::as_const(changes))
        shrink(change);
    for (auto &[done, entry] : answers) {
        if (alive)
            done(entry);
    }
    if (!alive)
        return;
    Q_EMIT committed(m_visible);
    if (alive)
        compactIfDue();
}

void RevisionStore::onFailed(const api::Error &failure)
{
    qCCritical(lcStore) << "write failed"
                        << "revision=" << m_visible << "error=" << failure.message;
    m_failure = failure;
    std::deque<Pending> pending = std::exchange(m_pending, {});
    // What is not durable never happened.
    for (const Pending &lost : pending) {
        const auto at = m_keys.find(lost.change.entry.key);
        if (at == m_keys.end())
            continue;
        while (!at->second.empty() && at->second.back().revision > m_visible)
            at->second.pop_back();
        if (at->second.empty())
            m_keys.erase(at);
    }
    m_tip = m_visible;
    const QPointer<RevisionStore> alive(this);
    for (Pending &lost : pending) {
        if (alive && lost.done)
            lost.done(failure);
    }
    if (alive)
        Q_EMIT failed(failure);
}

void RevisionStore::publish(const QList<Change> &changes)
{
    const QPointer<RevisionStore> alive(this);
    const QList<QByteArray> prefixes = m_watches.keys();
    for (const QByteArray &prefix : prefixes) {
        QList<Change> mine;
        for (const Change &change : changes) {
            if (change.entry.key.startsWith(prefix))
                mine.append(change);
        }
        if (mine.isEmpty())
            continue;
        const qint64 last = mine.constLast().entry.revision;
        const auto states = m_watches.value(prefix); // a copy: watchers come and go meanwhile
        for (const auto &state : states) {
            if (state->dead || state->catchingUp || state->after >= last)
                continue;
            const bool whole = state->after < mine.constFirst().entry.revision;
            const QList<Change> rest = whole ? mine
                                             : mine.mid(std::upper_bound(mine.begin(), mine.end(), state->after,
                                                                         [](qint64 after, const Change &change) {
                                                                             return after < change.entry.revision;
                                                                         })
                                                        - mine.begin());
            state->after = last;
            state->watcher(rest);
            if (!alive)
                return;
        }
    }
}

Result<std::unique_ptr<Store::WatchHandle>> RevisionStore::watch(const QByteArray &prefix, qint64 after,
                                                                 Watcher watcher)
{
    if (after < m_compacted)
        return error(Reason::Expired,
                     "too old resource version: " + QByteArray::number(after) + " (" + QByteArray::number(m_compacted)
                         + ')');
    auto state = std::make_shared<WatchState>(WatchState{prefix, after, std::move(watcher)});
    m_watches[prefix].append(state);
    if (after >= m_visible)
        state->catchingUp = false;
    else
        QMetaObject::invokeMethod(
            this, [this, state] { catchUp(state); }, Qt::QueuedConnection);
    return std::unique_ptr<WatchHandle>(std::make_unique<Handle>(this, std::move(state)));
}

void RevisionStore::catchUp(const std::shared_ptr<WatchState> &state)
{
    if (state->dead)
        return;
    // No compaction can have come between: it runs on this thread, and takes nothing that is younger than
    // keepMicroseconds... unless it is told to.
    QList<Change> changes;
    auto at = std::upper_bound(m_log.begin(), m_log.end(), state->after,
                               [](qint64 after, const Logged &logged) { return after < logged.revision; });
    for (; at != m_log.end(); ++at) {
        if (at->key.startsWith(state->prefix))
            changes.append(changeOf(*at));
    }
    state->catchingUp = false;
    state->after = std::max(state->after, m_visible);
    if (!changes.isEmpty())
        state->watcher(changes);
}

void RevisionStore::log(const Entry &entry, bool deleted, qint64 time)
{
    const qint64 bytes = entry.object.json().size();
    m_logBytes += bytes;
    m_log.push_back({entry.revision, entry.key, deleted, bytes, time});
}

Change RevisionStore::changeOf(const Logged &logged) const
{
    const Chain &chain = m_keys.find(logged.key)->second; // kept as long as it is in the log
    const auto version = std::lower_bound(chain.begin(), chain.end(), logged.revision,
                                          [](const Version &v, qint64 revision) { return v.revision < revision; });
    Change change{Change::Type::Added, entry(logged.key, *version), {}};
    if (logged.deleted || version->createRevision != version->revision) {
        change.type = logged.deleted ? Change::Type::Deleted : Change::Type::Modified;
        if (version != chain.begin())
            change.previous = std::prev(version)->object;
    }
    return change;
}

/// History keeps the bytes alone: whoever lists or watches it, parses them again.
void RevisionStore::shrink(const Change &change)
{
    if (change.type == Change::Type::Added)
        return;
    const auto at = m_keys.find(change.entry.key);
    if (at == m_keys.end())
        return;
    Chain &chain = at->second;
    const auto version = std::lower_bound(chain.begin(), chain.end(), change.entry.revision,
                                          [](const Version &v, qint64 revision) { return v.revision < revision; });
    if (version != chain.begin())
        std::prev(version)->object = Object::fromJson(std::prev(version)->object.json());
}

void RevisionStore::compact(qint64 revision)
{
    revision = std::min(revision, m_visible);
    // A watcher that still waits for its first delivery was promised its history.
    for (const auto &states : std::as_const(m_watches)) {
        for (const auto &state : states) {
            if (state->catchingUp)
                revision = std::min(revision, state->after);
        }
    }
    if (revision <= m_compacted)
        return;
    QList<qint64> forget;
    while (!m_log.empty() && m_log.front().revision <= revision) {
        const Logged logged = std::move(m_log.front());
        m_log.pop_front();
        m_logBytes -= logged.bytes;
        const qint64 superseding = logged.revision;
        const auto at = m_keys.find(logged.key);
        if (at == m_keys.end())
            continue;
        Chain &chain = at->second;
        auto end = chain.begin();
        while (end != chain.end() && (end->revision < superseding || (logged.deleted && end->revision == superseding)))
            forget.append((end++)->revision);
        chain.erase(chain.begin(), end);
        if (chain.empty())
            m_keys.erase(at);
    }
    m_compacted = revision;
    m_committer->forget(revision, forget);
    qCDebug(lcStore) << "compacted"
                     << "revision=" << revision << "rows=" << forget.size();
}

void RevisionStore::compactIfDue()
{
    const auto keep = size_t(std::max<qint64>(m_options.keepRevisions, 1));
    const size_t step = keep / 8 + 1; // in portions, so that not every commit deletes a row too
    if (m_log.size() < keep + step && m_logBytes <= maxLogBytes)
        return;
    const qint64 old = m_clock.now() - m_options.keepMicroseconds;
    qint64 upTo = 0, bytes = m_logBytes;
    size_t left = m_log.size();
    for (const Logged &logged : m_log) {
        const bool surplus = left > keep && logged.time <= old;
        const bool tooMuch = bytes > maxLogBytes && left > std::min(keep, minLog);
        if (!surplus && !tooMuch)
            break;
        upTo = logged.revision;
        bytes -= logged.bytes;
        --left;
    }
    if (upTo > 0)
        compact(upTo);
    if (m_log.size() >= keep + step && !m_compactTimer.isActive()) {
        const qint64 wait = m_log[step - 1].time - old; // until the next portion is old enough
        m_compactTimer.start(std::chrono::milliseconds(std::clamp<qint64>(wait / 1000 + 1, 1, 3'600'000)));
    }
}

void RevisionStore::backup(const QString &path, const QList<BackupFile> &files,
                           std::function<void(Result<qint64>)> done)
{
    m_committer->backup(path, files, [this, done = std::move(done)](Result<qint64> revision) {
        QMetaObject::invokeMethod(
            this, [done, revision = std::move(revision)] { done(revision); }, Qt::QueuedConnection);
    });
}

Result<std::unique_ptr<Store>> Store::open(const Options &options, const api::Clock &clock)
{
    ORRERY_TRY(engine, openSqlite(options.path, options.fast));
    if (options.sealer)
        engine = sealed(std::move(engine), options.sealer);
    else if (engine->wasRewritten())
        return error(Reason::InternalError, "the store has sealed values, and there is no key for them");
    auto store = std::make_unique<RevisionStore>(options, clock);
    ORRERY_CHECK(store->start(std::move(engine)));
    return std::unique_ptr<Store>(std::move(store));
}

} // namespace orrery::store
