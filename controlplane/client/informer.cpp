// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/informer.h"

#include "controlplane/client/decode.h"
#include "controlplane/client/mailbox.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QTimer>

#include <set>

namespace orrery::client {

using namespace api;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.client", QtInfoMsg)

struct KeyLess
{
    bool operator()(const Key &a, const Key &b) const { return a.ns == b.ns ? a.name < b.name : a.ns < b.ns; }
};

struct Change
{
    Object old, now;
    Cause cause;
};

} // namespace

class Informer::Private
{
public:
    Private(Informer *informer, Client client, Scope scope)
        : q(informer)
        , client(std::move(client))
        , scope(std::move(scope))
        , mailbox(Mailbox::to(informer))
    {
        retry.setParent(informer); // it goes along to the thread that the informer is moved to
        retry.setSingleShot(true);
        QObject::connect(&retry, &QTimer::timeout, informer, [this] { next(); });
    }

    void next()
    {
        if (mustList)
            list();
        else
            watch();
    }

    void list()
    {
        Request request = makeRequest();
        client.transport()->send(std::move(request), [box = mailbox, tables = scope.tables, this](Result<Response> response) {
            // Decoded on the transport's thread; this one only takes values.
            Value columns;
            Result<ObjectList> list = !response ? Result<ObjectList>(std::move(response).error())
                : tables                        ? rowsOf(*response, &columns)
                                                : listOf(*response);
            box->post([this, list = std::move(list), columns] {
                if (!columns.isNull())
                    Q_EMIT q->columns(columns);
                listed(list);
            });
        });
    }

    Request makeRequest() const
    {
        Request request;
        request.path = q->m_gvr.path({ scope.ns, {} });
        if (!scope.labelSelector.isEmpty())
            request.query.add("labelSelector", scope.labelSelector);
        if (!scope.fieldSelector.isEmpty())
            request.query.add("fieldSelector", scope.fieldSelector);
        request.headers.add("user-agent", client.userAgent());
        request.headers.add("accept", scope.tables ? "application/json;as=Table;v=v1;g=meta.k8s.io" : "application/json");
        return request;
    }

    void listed(const Result<ObjectList> &result)
    {
        if (!result)
            return lost(result.error());
        answered();
        QList<Change> changes;
        QHash<Key, Object> fresh;
        fresh.reserve(result->items.size());
        for (const Object &object : result->items) {
            const Key key = object.key();
            fresh.insert(key, object);
            const Object old = q->m_objects.value(key);
            if (old && old.uid() != object.uid())
                changes.append({ old, {}, {} });
            if (!old || old.uid() != object.uid())
                changes.append({ {}, object, {} });
            else if (old.resourceVersion() != object.resourceVersion())
                changes.append({ old, object, {} });
        }
        for (auto it = q->m_objects.cbegin(); it != q->m_objects.cend(); ++it) {
            if (!fresh.contains(it.key()))
                changes.append({ it.value(), {}, {} });
        }
        q->m_objects = fresh;
        q->m_resourceVersion = result->resourceVersion;
        for (const Change &change : std::as_const(changes))
            reindex(change.old, change.now);
        q->m_synced = true;
        mustList = false;
        for (const Change &change : std::as_const(changes))
            Q_EMIT q->changed(change.old, change.now, change.cause);
        Q_EMIT q->synced();
        watch();
    }

    void watch()
    {
        Request request = makeRequest();
        request.query.add("watch", "true");
        request.query.add("allowWatchBookmarks", "true");
        request.query.add("resourceVersion", QByteArray::number(q->m_resourceVersion));
        // Spread, so that many informers do not all come back at the same moment.
        request.query.add("timeoutSeconds", QByteArray::number(QRandomGenerator::global()->bounded(300, 600)));
        lasted.start();
        subscription = client.transport()->watch(
            std::move(request), q, [this](const QList<WatchItem> &items) { take(items); },
            [this](const Result<> &result) { ended(result); });
    }

    void take(const QList<WatchItem> &items)
    {
        answered();
        for (const WatchItem &item : items) {
            const Object &object = item.event.object;
            if (item.event.type == WatchEvent::Type::Error) {
                pendingError = fromStatus(object.document(), int(object["code"].integer()));
                continue;
            }
            if (item.event.type == WatchEvent::Type::Bookmark) {
                q->m_resourceVersion = std::max(q->m_resourceVersion, object.resourceVersion());
                continue;
            }
            if (!scope.tables) {
                take(item, object);
                continue;
            }
            const QList<Object> rows = rowsOf(object.document());
            for (const Object &row : rows)
                take(item, row);
        }
    }

    void take(const WatchItem &item, const Object &object)
    {
        const qint64 revision = object.resourceVersion();
        if (revision && revision <= q->m_resourceVersion && item.event.type != WatchEvent::Type::Deleted) {
            // An event we have already: the copy never goes backwards.
            const Object known = q->m_objects.value(object.key());
            if (known && known.resourceVersion() >= revision)
                return;
        }
        apply(item, object);
    }

    void apply(const WatchItem &item, const Object &object)
    {
        const Key key = object.key();
        const Object old = q->m_objects.value(key);
        q->m_resourceVersion = std::max(q->m_resourceVersion, object.resourceVersion());
        if (item.event.type == WatchEvent::Type::Deleted) {
            if (!old)
                return;
            q->m_objects.remove(key);
            reindex(old, {});
            Q_EMIT q->changed(old, {}, item.cause);
            return;
        }
        q->m_objects.insert(key, object);
        if (old && old.uid() != object.uid()) {
            reindex(old, {});
            Q_EMIT q->changed(old, {}, item.cause);
            reindex({}, object);
            Q_EMIT q->changed({}, object, item.cause);
            return;
        }
        reindex(old, object);
        Q_EMIT q->changed(old, object, item.cause);
    }

    void ended(const Result<> &result)
    {
        // The subscription calls us: it must outlive this call.
        std::shared_ptr<Subscription> over(std::move(subscription));
        mailbox->post([over] {});
        const std::optional<Error> error = std::exchange(pendingError, std::nullopt);
        if (error)
            return lost(*error);
        if (!result)
            return lost(result.error());
        if (lasted.elapsed() > 1000) {
            delay = firstDelay;
            return watch();
        }
        again(lastDelay);
    }

    void lost(const Error &error)
    {
        if (error.reason == Reason::Expired || error.reason == Reason::Gone || error.reason == Reason::NotFound || error.reason == Reason::BadRequest)
            mustList = true;
        if (lasted.isValid() && lasted.elapsed() > 10'000)
            delay = firstDelay;
        // A kind that the server does not have is not asked for all day long; who sees it come calls start() again.
        const auto wait = again(error.reason == Reason::NotFound ? absentDelay : lastDelay);
        if (error.reason == Reason::Expired || error.reason == Reason::Gone) {
            qCInfo(lc).noquote() << "watch fell behind, listing again resource=" + q->m_gvr.groupResource();
            return;
        }
        qCInfo(lc).noquote() << "watch lost resource=" + q->m_gvr.groupResource() << "error=" + error.message;
        failing = true;
        Error told = error;
        told.retryAfterSeconds = int((wait.count() + 999) / 1000);
        Q_EMIT q->failed(told);
    }

    void answered()
    {
        if (std::exchange(failing, false))
            Q_EMIT q->recovered();
    }

    std::chrono::milliseconds again(std::chrono::milliseconds longest)
    {
        // Jitter of a quarter, so that the informers of many clients spread after an outage.
        delay = std::min(delay, longest);
        const auto wait = delay + std::chrono::milliseconds(QRandomGenerator::global()->bounded(int(delay.count() / 4) + 1));
        retry.start(wait);
        delay *= 2;
        return wait;
    }

    struct Index
    {
        Extract extract;
        QHash<QByteArray, std::set<Key, KeyLess>> keys;
    };

    void reindex(const Object &old, const Object &now)
    {
        for (Index &index : indexes) {
            if (old) {
                const Key key = old.key();
                const QList<QByteArray> values = index.extract(old);
                for (const QByteArray &value : values) {
                    const auto it = index.keys.find(value);
                    if (it == index.keys.end())
                        continue;
                    it->erase(key);
                    if (it->empty())
                        index.keys.erase(it);
                }
            }
            if (now) {
                const Key key = now.key();
                const QList<QByteArray> values = index.extract(now);
                for (const QByteArray &value : values)
                    index.keys[value].insert(key);
            }
        }
    }

    static constexpr std::chrono::milliseconds firstDelay { 100 }, lastDelay { 10'000 }, absentDelay { 300'000 };
    Informer *q;
    Client client;
    Scope scope;
    std::shared_ptr<Mailbox> mailbox;
    std::unique_ptr<Subscription> subscription;
    QHash<QByteArray, Index> indexes;
    std::optional<Error> pendingError;
    QTimer retry;
    QElapsedTimer lasted;
    std::chrono::milliseconds delay = firstDelay;
    bool mustList = true;
    bool started = false;
    bool failing = false; ///< said so by failed()
};

Informer::Informer(Client client, Gvr gvr, Scope scope, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(client), std::move(scope)))
    , m_gvr(std::move(gvr))
{
}

Informer::~Informer()
{
    d->mailbox->close();
    if (d->subscription)
        d->subscription->cancel();
}

/// Again while it waits after failed(): it waits no longer.
void Informer::start()
{
    if (!std::exchange(d->started, true)) {
        d->list();
    } else if (d->retry.isActive()) {
        d->delay = Private::firstDelay;
        d->retry.start(0);
    }
}

void Informer::addIndex(const QByteArray &name, Extract extract)
{
    if (d->indexes.contains(name))
        return;
    Private::Index index { std::move(extract), {} };
    for (const Object &object : std::as_const(m_objects)) {
        const QList<QByteArray> values = index.extract(object);
        for (const QByteArray &value : values)
            index.keys[value].insert(object.key());
    }
    d->indexes.insert(name, std::move(index));
}

QList<Object> Informer::indexed(const QByteArray &name, const QByteArray &value) const
{
    QList<Object> found;
    const auto index = d->indexes.constFind(name);
    Q_ASSERT(index != d->indexes.cend());
    const auto keys = index->keys.constFind(value);
    if (keys == index->keys.cend())
        return found;
    for (const Key &key : *keys)
        found.append(m_objects.value(key));
    return found;
}

} // namespace orrery::client
