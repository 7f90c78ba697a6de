// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/session.h"

#include "app/cluster/kinds.h"

#include <QMutex>

namespace orrery::cluster {

/// Where the net thread leaves changes until the GUI's next frame.
struct Feed::Inbox
{
    QMutex mutex;
    Feed *feed; // null once the feed is gone
    QList<Change> changes;
    bool synced = false;
    bool announced = false; // a wake-up is under way
    bool lost = false;
    QByteArray lostReason;
};

namespace {

/// A session without a cluster: every request is refused, plainly.
class Nowhere final : public client::Transport
{
    static api::Error refusal()
    {
        return api::error(api::Reason::ServiceUnavailable,
                          "This is a recorded cluster: there is nothing behind it to change.");
    }
    struct Ended final : client::Subscription
    {
        void cancel() override { }
    };
    static std::unique_ptr<client::Subscription> refuse(QObject *context, std::function<void(api::Result<>)> ended)
    {
        QMetaObject::invokeMethod(
            context, [ended = std::move(ended)] { ended(refusal()); }, Qt::QueuedConnection);
        return std::make_unique<Ended>();
    }

public:
    void send(api::Request, std::function<void(api::Result<api::Response>)> done) override { done(refusal()); }
    std::unique_ptr<client::Subscription> watch(api::Request, QObject *context,
                                                std::function<void(QList<client::WatchItem>)>,
                                                std::function<void(api::Result<>)> ended) override
    {
        return refuse(context, std::move(ended));
    }
    std::unique_ptr<client::Subscription> stream(api::Request, QObject *context,
                                                 client::StreamHandlers handlers) override
    {
        return refuse(context, std::move(handlers.ended));
    }
    std::unique_ptr<client::Subscription> channel(api::Request, QList<QByteArray>, QObject *context,
                                                  client::StreamHandlers handlers) override
    {
        return refuse(context, std::move(handlers.ended));
    }
};

} // namespace

Feed::Feed(api::Gvr gvr, QObject *parent)
    : QObject(parent)
    , m_gvr(std::move(gvr))
    , m_inbox(std::make_shared<Inbox>())
{
    m_inbox->feed = this;
    m_frame.setSingleShot(true);
    m_frame.setInterval(16);
    QObject::connect(&m_frame, &QTimer::timeout, this, &Feed::take);
}

void Feed::attach(const client::Client &client, QThread *net, const client::Informer::Scope &scope)
{
    m_scope = scope;
    auto inbox = m_inbox;
    // Under the mutex: the feed may be going away on its own thread.
    const auto leave = [inbox](const std::function<void(Inbox &)> &put) {
        const QMutexLocker lock(&inbox->mutex);
        if (!inbox->feed)
            return;
        put(*inbox);
        if (!std::exchange(inbox->announced, true))
            QMetaObject::invokeMethod(inbox->feed, &Feed::schedule, Qt::QueuedConnection);
    };
    auto *informer = new client::Informer(client, m_gvr, scope);
    QObject::connect(informer, &client::Informer::changed, informer,
                     [leave](const api::Object &old, const api::Object &now, const api::Cause &cause) {
                         leave([&](Inbox &box) { box.changes.append({old, now, cause}); });
                     });
    QObject::connect(informer, &client::Informer::synced, informer, [leave] {
        leave([](Inbox &box) {
            box.synced = true;
            box.lost = false;
        });
    });
    QObject::connect(informer, &client::Informer::failed, informer, [leave](const api::Error &error) {
        leave([&](Inbox &box) {
            box.lost = true;
            box.lostReason = error.message;
        });
    });
    QObject::connect(this, &QObject::destroyed, informer, &QObject::deleteLater);
    QObject::connect(net, &QThread::finished, informer, &QObject::deleteLater);
    informer->moveToThread(net);
    QMetaObject::invokeMethod(informer, &client::Informer::start, Qt::QueuedConnection);
}

/// The first change after a quiet spell shows at once; those that follow wait for the frame.
void Feed::schedule()
{
    if (m_frame.isActive())
        return;
    take();
    m_frame.start();
}

void Feed::take()
{
    QList<Change> changes;
    bool synced = false, lost = false;
    QByteArray lostReason;
    {
        const QMutexLocker lock(&m_inbox->mutex);
        changes.swap(m_inbox->changes);
        synced = m_inbox->synced;
        lost = m_inbox->lost;
        lostReason = m_inbox->lostReason;
        m_inbox->announced = false;
    }
    if (!changes.isEmpty()) {
        for (const Change &change : std::as_const(changes)) {
            if (change.now)
                m_objects.insert(change.now.key(), change.now);
            else
                m_objects.remove(change.old.key());
        }
        Q_EMIT changed(changes);
    }
    if (synced && !std::exchange(m_synced, true))
        Q_EMIT this->synced();
    if (auto *session = qobject_cast<Session *>(parent()))
        session->setLostReason(lost ? QString::fromUtf8(lostReason) : QString());
}

Session::Session(QString name)
    : m_name(std::move(name))
{
}

api::Result<std::unique_ptr<Session>> Session::connect(const client::Connection &connection)
{
    auto session = std::unique_ptr<Session>(new Session(QString::fromUtf8(connection.contextName)));
    session->m_server = QString::fromUtf8(connection.server);
    session->m_net = std::make_unique<QThread>();
    session->m_net->setObjectName(QStringLiteral("net"));
    session->m_net->start();
    ORRERY_TRY(transport, client::HttpTransport::create(connection, session->m_net.get()));
    session->m_transport = std::move(transport);
    session->m_client = client::Client(session->m_transport.get(), "orrery-window/" ORRERY_VERSION);
    return session;
}

std::unique_ptr<Session> Session::offline(const QString &name, const QList<api::Object> &objects)
{
    auto session = std::unique_ptr<Session>(new Session(name));
    session->m_nowhere = std::make_unique<Nowhere>();
    session->m_client = client::Client(session->m_nowhere.get());
    session->m_recorded = objects;
    return session;
}

Session::~Session()
{
    for (Feed *feed : m_feeds) {
        const QMutexLocker lock(&feed->m_inbox->mutex);
        feed->m_inbox->feed = nullptr;
    }
    qDeleteAll(m_feeds);
    m_transport.reset();
    if (m_net) {
        m_net->quit();
        m_net->wait();
    }
}

void Session::setLostReason(const QString &reason)
{
    if (m_lostReason == reason)
        return;
    m_lostReason = reason;
    Q_EMIT lostReasonChanged();
}

Feed *Session::feed(const api::Gvr &gvr, const client::Informer::Scope &scope)
{
    for (Feed *feed : m_feeds) {
        if (feed->gvr() == gvr && feed->m_scope.ns == scope.ns && feed->m_scope.labelSelector == scope.labelSelector
            && feed->m_scope.fieldSelector == scope.fieldSelector)
            return feed;
    }
    auto *feed = new Feed(gvr, this);
    m_feeds.push_back(feed);
    if (m_transport) {
        feed->attach(m_client, m_net.get(), scope);
    } else {
        for (const api::Object &object : std::as_const(m_recorded)) {
            if (object.apiVersion() == gvr.apiVersion() && pluralOf(object.kind()) == gvr.resource)
                feed->m_inbox->changes.append({{}, object, {}});
        }
        feed->m_inbox->synced = true;
        QMetaObject::invokeMethod(feed, &Feed::schedule, Qt::QueuedConnection);
    }
    return feed;
}

} // namespace orrery::cluster
