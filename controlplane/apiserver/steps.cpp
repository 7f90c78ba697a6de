// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/steps.h"

namespace orrery::apiserver {

using namespace api;

namespace {

constexpr QByteArrayView prefix = "/registry/steps.orrery.dev/";

/// Keys are in order of steps where this store lists them, which is all that paging needs.
QByteArray keyOf(qint64 revision)
{
    return prefix.toByteArray() + QByteArray::number(revision);
}

qint64 revisionOf(QByteArrayView key)
{
    return key.startsWith(prefix) ? key.sliced(prefix.size()).toByteArray().toLongLong() : 0;
}

} // namespace

struct Steps::Handle final : WatchHandle
{
    Handle(Steps *steps, QByteArray prefix, qint64 sent, Watcher watcher)
        : m_steps(steps)
        , m_prefix(std::move(prefix))
        , m_sent(sent)
        , m_watcher(std::move(watcher))
    {
        m_steps->m_handles.append(this);
    }
    ~Handle() override
    {
        if (m_steps)
            m_steps->m_handles.removeOne(this);
    }

    Steps *m_steps;
    const QByteArray m_prefix;
    qint64 m_sent;
    const Watcher m_watcher;
};

Steps::Steps(size_t capacity)
    : m_capacity(capacity)
{
}

Steps::~Steps()
{
    for (Handle *handle : std::as_const(m_handles))
        handle->m_steps = nullptr;
}

bool Steps::concerns(const chain::RequestInfo &info)
{
    if (!info.isResource || info.gvr.resource == "leases" || info.gvr.resource == "events"
        || info.gvr.resource.endsWith("reviews"))
        return false;
    const bool stream = info.subresource == "exec" || info.subresource == "attach" || info.subresource == "log"
        || info.subresource == "portforward";
    return stream || info.isWrite();
}

void Steps::record(const Request &request, const chain::RequestInfo &info, const Cause &before,
                   const Response &response, qint64 now)
{
    const Object &object = response.object;
    QByteArray name = info.name;
    if (name.isEmpty()) // a create: the answer knows
        name = object.kind() == "Status" ? object["details"]["name"].bytes() : object.name();
    const QByteArray number = QByteArray::number(++m_newest);
    const Value spec = Value::object({
        {"traceId", request.cause.traceId},
        {"spanId", request.cause.parentId},
        {"parentId", before.parentId},
        {"time", formatMicroTime(now)},
        {"user", request.user.name},
        {"userAgent", request.headers.value("user-agent")},
        {"verb", info.verb},
        {"resource", info.gvr.groupResource()},
        {"subresource", info.subresource},
        {"namespace", info.ns},
        {"name", name},
        {"code", response.status},
        {"revision", Value(object.kind() == "Status" ? 0 : object.resourceVersion())},
        {"method", request.method},
        {"path", request.path},
    });
    const Value metadata = Value::object(
        {{"name", number}, {"resourceVersion", number}, {"uid", number}, {"creationTimestamp", formatTime(now)}});
    store::Entry entry;
    entry.key = keyOf(m_newest);
    entry.revision = entry.createRevision = m_newest;
    entry.object = Object(
        Value::object({{"apiVersion", "orrery.dev/v1"}, {"kind", "Step"}, {"metadata", metadata}, {"spec", spec}}));
    entry.cause = request.cause;
    m_ring.push_back(std::move(entry));
    // Watchers hear of it in a turn of their own: this may be within somebody's answer.
    if (m_newest == m_visible + 1)
        QMetaObject::invokeMethod(
            this, [this] { flush(); }, Qt::QueuedConnection);
}

void Steps::flush()
{
    m_visible = m_newest;
    const QList<Handle *> handles = m_handles;
    for (Handle *handle : handles) {
        if (!m_handles.contains(handle))
            continue;
        QList<store::Change> changes;
        for (const store::Entry &entry : m_ring) {
            if (entry.revision > handle->m_sent && entry.key.startsWith(handle->m_prefix))
                changes.append({store::Change::Type::Added, entry, {}});
        }
        handle->m_sent = m_visible;
        if (!changes.isEmpty())
            handle->m_watcher(changes);
    }
    while (m_ring.size() > m_capacity)
        m_ring.pop_front();
}

qint64 Steps::compactedRevision() const
{
    return m_ring.empty() ? 0 : m_ring.front().revision - 1;
}

std::optional<store::Entry> Steps::get(QByteArrayView key) const
{
    const qint64 revision = revisionOf(key);
    if (m_ring.empty() || revision < m_ring.front().revision || revision > m_visible)
        return std::nullopt;
    return m_ring[size_t(revision - m_ring.front().revision)];
}

Result<store::Listing> Steps::list(const store::ListRange &range) const
{
    store::Listing listing;
    listing.revision = m_visible;
    const qint64 after = revisionOf(range.after);
    for (const store::Entry &entry : m_ring) {
        if (entry.revision <= after || entry.revision > m_visible || !entry.key.startsWith(range.prefix))
            continue;
        if (range.limit > 0 && listing.entries.size() == range.limit) {
            listing.more = true;
            break;
        }
        listing.entries.append(entry);
    }
    return listing;
}

qint64 Steps::count(QByteArrayView) const
{
    return qint64(m_ring.size());
}

Result<std::unique_ptr<store::Store::WatchHandle>> Steps::watch(const QByteArray &watched, qint64 after,
                                                                Watcher watcher)
{
    if (after < compactedRevision())
        return error(Reason::Expired,
                     "too old resource version: " + QByteArray::number(after) + " ("
                         + QByteArray::number(compactedRevision()) + ')');
    auto handle = std::make_unique<Handle>(this, watched, after, std::move(watcher));
    if (after < m_visible)
        QMetaObject::invokeMethod(
            this, [this] { flush(); }, Qt::QueuedConnection);
    return std::unique_ptr<WatchHandle>(std::move(handle));
}

} // namespace orrery::apiserver
