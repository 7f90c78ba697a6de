// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/watch.h"

#include "controlplane/api/metrics.h"

#include <QRandomGenerator>

namespace orrery::resources {

using namespace api;

struct Watches::Watch
{
    quint64 id = 0;
    std::shared_ptr<const Resource> held;
    const Resource &resource;
    Form form;
    Selection selection;
    std::shared_ptr<Stream> stream;
    api::Counter *events = nullptr; ///< that were sent; may be null
    std::unique_ptr<store::Store::WatchHandle> handle;
    store::Listing initial; ///< what is still to be sent as ADDED
    qsizetype initialAt = 0;
    qint64 sent = 0; ///< everything up to here is sent or does not concern this watcher
    bool wantsBookmarks = false;
    bool marksInitialEnd = false;
    bool initialDone = false;
    bool paused = false; ///< the peer does not read
    bool over = false;
    std::unique_ptr<QTimer> timeout;

    bool selects(const QByteArray &key, const Object &stored) const
    {
        return selection.everything() || selection.matches(key, resource.served(stored));
    }
};

Watches::Watches(const Context &context)
    : m_context(context)
{
    m_bookmarkTimer.setInterval(60'000);
    m_bookmarkTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_bookmarkTimer, &QTimer::timeout, this, &Watches::bookmarks);
}

Watches::~Watches()
{
    for (auto &[id, watch] : m_watches) {
        watch->stream->onGone = {};
        watch->stream->onWritable = {};
    }
}

void Watches::serve(const ExchangePtr &exchange, const Resource &resource, const Form &form, const Selection &selection,
                    const ReadOptions &options)
{
    if (m_closed) {
        exchange->respond(error(Reason::ServiceUnavailable, "the server is shutting down"));
        return;
    }
    Response head;
    head.contentType = form.streamType();
    const auto stream = exchange->begin(head);
    if (!stream)
        return;
    auto owned = std::make_unique<Watch>(
        Watch{m_nextId++, resource.weak_from_this().lock(), resource, form, selection, stream});
    Watch &watch = *owned;
    if (m_metrics) {
        watch.events = &m_metrics
                            ->counter("apiserver_watch_events_total", "Number of events sent in watch clients.",
                                      {"group", "version", "resource"})
                            .with({resource.gvr.group, resource.gvr.version, resource.gvr.resource});
    }
    const qint64 version = options.revision.value_or(0);
    const bool streamsList = options.initialEvents.value_or(false);
    watch.wantsBookmarks = options.bookmarks;
    watch.marksInitialEnd = streamsList && options.bookmarks;
    m_watches.emplace(watch.id, std::move(owned));
    const quint64 id = watch.id;
    const auto find = [this, id]() -> Watch * {
        const auto found = m_watches.find(id);
        return found == m_watches.end() || found->second->over ? nullptr : found->second.get();
    };
    stream->onGone = [this, find] {
        if (Watch *watch = find())
            finish(*watch);
    };
    stream->onWritable = [this, find] {
        if (Watch *watch = find())
            resume(*watch);
    };
    // Kubernetes ends a watch that names no end after 30 to 60 minutes; in this process there is no reason to.
    qint64 seconds = options.timeoutSeconds;
    if (seconds <= 0 && stream->wantsJson())
        seconds = 1800 + qint64(QRandomGenerator::global()->bounded(1800));
    if (seconds > 0) {
        watch.timeout = std::make_unique<QTimer>();
        watch.timeout->setSingleShot(true);
        connect(watch.timeout.get(), &QTimer::timeout, this, [this, find] {
            Watch *watch = find();
            if (!watch)
                return;
            watch->stream->end();
            finish(*watch);
        });
        watch.timeout->start(int(std::min<qint64>(seconds * 1000, std::numeric_limits<int>::max())));
    }
    if (watch.wantsBookmarks && !m_bookmarkTimer.isActive())
        m_bookmarkTimer.start();

    const qint64 visible = resource.store(m_context).visibleRevision();
    if (streamsList && version > visible) {
        sendError(watch, tooLargeRevision(version, visible));
        return;
    }
    const bool wantsInitial = version == 0 ? options.initialEvents.value_or(true) : streamsList;
    if (!wantsInitial) {
        watch.sent = version ? version : visible;
        watch.initialDone = true;
        subscribe(watch);
        return;
    }
    store::ListRange range;
    range.prefix = selection.prefix();
    auto listing = resource.store(m_context).list(range);
    if (!listing) {
        sendError(watch, listing.error());
        return;
    }
    watch.initial = std::move(*listing);
    watch.sent = watch.initial.revision;
    resume(watch);
}

void Watches::resume(Watch &watch)
{
    watch.paused = false;
    if (!watch.initialDone)
        sendInitial(watch);
    if (watch.initialDone && !watch.paused && !watch.over)
        subscribe(watch);
}

void Watches::sendInitial(Watch &watch)
{
    while (watch.initialAt < watch.initial.entries.size()) {
        if (watch.stream->pending() > highWater) {
            watch.paused = true;
            return;
        }
        const store::Entry &entry = watch.initial.entries.at(watch.initialAt++);
        if (watch.selects(entry.key, entry.object))
            send(watch, WatchEvent::Type::Added, entry.key, entry.object, entry.revision, entry.cause);
        if (watch.over)
            return;
    }
    watch.initial = {};
    watch.initialDone = true;
    if (watch.marksInitialEnd)
        sendBookmark(watch, true);
}

void Watches::subscribe(Watch &watch)
{
    const quint64 id = watch.id;
    watch.handle.reset();
    auto handle = watch.resource.store(m_context).watch(watch.selection.prefix(), watch.sent,
                                                        [this, id](const QList<store::Change> &changes) {
                                                            const auto found = m_watches.find(id);
                                                            if (found != m_watches.end() && !found->second->over)
                                                                receive(*found->second, changes);
                                                        });
    if (watch.over)
        return;
    if (!handle) {
        sendError(watch, handle.error());
        return;
    }
    watch.handle = std::move(*handle);
}

void Watches::receive(Watch &watch, const QList<store::Change> &changes)
{
    using Type = WatchEvent::Type;
    for (const store::Change &change : changes) {
        if (watch.paused || watch.over)
            return;
        const store::Entry &entry = change.entry;
        if (entry.revision <= watch.sent)
            continue;
        const bool selects = !watch.selection.everything();
        const bool deleted = change.type == store::Change::Type::Deleted;
        const bool matches = !selects || watch.selects(entry.key, entry.object);
        const bool matched
            = change.type == store::Change::Type::Modified && selects && watch.selects(entry.key, change.previous);
        if (change.type == store::Change::Type::Modified && selects && matched != matches) {
            if (matches) {
                send(watch, Type::Added, entry.key, entry.object, entry.revision, entry.cause);
            } else {
                // It fell out of the selection: the watcher's last view of it, at this revision.
                const Object last = change.previous.withMetadata("resourceVersion", QByteArray::number(entry.revision));
                send(watch, Type::Deleted, entry.key, last, entry.revision, entry.cause);
            }
        } else if (matches) {
            const Type type = deleted                       ? Type::Deleted
                : change.type == store::Change::Type::Added ? Type::Added
                                                            : Type::Modified;
            send(watch, type, entry.key, entry.object, entry.revision, entry.cause);
        }
        watch.sent = entry.revision;
        if (watch.stream->pending() > highWater)
            watch.paused = true; // onWritable subscribes again, from watch.sent
    }
}

void Watches::send(Watch &watch, WatchEvent::Type type, const QByteArray &, const Object &object, qint64 revision,
                   const Cause &cause)
{
    if (watch.events)
        watch.events->add();
    if (!watch.stream->wantsJson()) {
        WatchFrame frame{
            {type, inForm(watch.form, watch.resource, watch.resource.served(object), m_context.clock.now())},
            cause,
            {}};
        watch.stream->send(frame);
        return;
    }
    const FrameKey key{watch.resource.serial, revision, quint8(type), watch.form.key()};
    auto found = m_frames.find(key);
    if (found == m_frames.end()) {
        WatchFrame frame{
            {type, inForm(watch.form, watch.resource, watch.resource.served(object), m_context.clock.now())},
            cause,
            {}};
        frame.json = watchFrame(watch.form, frame.event, cause);
        const bool large = frame.json.size() > highWater; // of those few are kept: they take the memory
        while (m_frameOrder.size() >= (large ? maxFrames / 32 : maxFrames)) {
            m_frames.erase(m_frameOrder.front());
            m_frameOrder.pop_front();
        }
        m_frameOrder.push_back(key);
        found = m_frames.emplace(key, std::move(frame)).first;
    }
    watch.stream->send(found->second);
}

void Watches::sendBookmark(Watch &watch, bool initialEventsEnd)
{
    Value metadata
        = Value::object({{"resourceVersion", QByteArray::number(watch.sent)}, {"creationTimestamp", Value()}});
    if (initialEventsEnd)
        metadata = metadata.with("annotations", Value::object({{"k8s.io/initial-events-end", "true"}}));
    const Object object(Value::object(
        {{"kind", watch.resource.kind}, {"apiVersion", watch.resource.gvr.apiVersion()}, {"metadata", metadata}}));
    const Object shown = inForm(watch.form, watch.resource, object, m_context.clock.now());
    WatchFrame frame{{WatchEvent::Type::Bookmark, shown}, {}, {}};
    if (watch.stream->wantsJson())
        frame.json = watchFrame(watch.form, frame.event, {});
    watch.stream->send(frame);
}

void Watches::sendError(Watch &watch, const Error &error)
{
    WatchFrame frame{{WatchEvent::Type::Error, toStatus(error)}, {}, {}};
    if (watch.stream->wantsJson())
        frame.json = watchFrame(watch.form, frame.event, {});
    watch.stream->send(frame);
    watch.stream->end();
    finish(watch);
}

void Watches::finish(Watch &watch)
{
    // Never destroyed here: this may be called from within its own stream or handle.
    watch.over = true;
    if (m_sweeping)
        return;
    m_sweeping = true;
    QMetaObject::invokeMethod(this, &Watches::sweep, Qt::QueuedConnection);
}

void Watches::sweep()
{
    m_sweeping = false;
    for (auto it = m_watches.begin(); it != m_watches.end();) {
        if (!it->second->over) {
            ++it;
            continue;
        }
        it->second->stream->onGone = {};
        it->second->stream->onWritable = {};
        it = m_watches.erase(it);
    }
    if (m_watches.empty())
        m_bookmarkTimer.stop();
}

void Watches::bookmarks()
{
    for (auto &[id, watch] : m_watches) {
        if (watch->over || watch->paused || !watch->wantsBookmarks || !watch->initialDone || watch->stream->gone())
            continue;
        // Everything visible has been delivered to whoever reads.
        watch->sent = std::max(watch->sent, watch->resource.store(m_context).visibleRevision());
        sendBookmark(*watch, false);
    }
}

void Watches::endUnserved(const std::function<bool(const Resource &resource)> &isServed)
{
    for (auto &[id, watch] : m_watches) {
        if (watch->over || isServed(watch->resource))
            continue;
        watch->stream->end();
        finish(*watch);
    }
}

void Watches::shutDown()
{
    m_closed = true;
    for (auto &[id, watch] : m_watches) {
        if (watch->over)
            continue;
        watch->stream->end();
        finish(*watch);
    }
}

} // namespace orrery::resources
