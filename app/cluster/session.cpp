// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/session.h"

#include "controlplane/client/then.h"

#include <QLocale>
#include <QMutex>
#include <QSslCertificate>

namespace orrery::cluster {

/// Where the net thread leaves changes until the GUI's next frame.
struct Feed::Inbox
{
    QMutex mutex;
    Feed *feed; // null once the feed is gone
    QList<Change> changes;
    bool synced = false;
    bool announced = false; // a wake-up is under way
    std::optional<api::Error> problem;
    QDateTime nextTry; // while there is a problem
    api::Value columns;
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

Feed::Feed(api::Gvr gvr, Session *session, QObject *parent)
    : QObject(parent)
    , m_gvr(std::move(gvr))
    , m_session(session)
    , m_inbox(std::make_shared<Inbox>())
{
    m_inbox->feed = this;
    m_frame.setSingleShot(true);
    m_frame.setInterval(16);
    QObject::connect(&m_frame, &QTimer::timeout, this, &Feed::take);
}

Feed::~Feed()
{
    if (m_session)
        m_session->report(this, {}, {});
    const QMutexLocker lock(&m_inbox->mutex);
    m_inbox->feed = nullptr;
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
    m_informer = informer;
    QObject::connect(informer, &client::Informer::changed, informer,
                     [leave](const api::Object &old, const api::Object &now, const api::Cause &cause) {
                         leave([&](Inbox &box) { box.changes.append({old, now, cause}); });
                     });
    QObject::connect(informer, &client::Informer::synced, informer,
                     [leave] { leave([](Inbox &box) { box.synced = true; }); });
    QObject::connect(informer, &client::Informer::recovered, informer,
                     [leave] { leave([](Inbox &box) { box.problem.reset(); }); });
    QObject::connect(informer, &client::Informer::columns, informer,
                     [leave](const api::Value &columns) { leave([&](Inbox &box) { box.columns = columns; }); });
    QObject::connect(informer, &client::Informer::failed, informer, [leave](const api::Error &error) {
        leave([&](Inbox &box) {
            box.problem = error;
            box.nextTry = QDateTime::currentDateTime().addSecs(error.retryAfterSeconds);
        });
    });
    QObject::connect(this, &QObject::destroyed, informer, &QObject::deleteLater);
    QObject::connect(net, &QThread::finished, informer, &QObject::deleteLater);
    informer->moveToThread(net);
    QMetaObject::invokeMethod(informer, &client::Informer::start, Qt::QueuedConnection);
}

void Feed::retryNow()
{
    if (m_informer)
        QMetaObject::invokeMethod(m_informer, &client::Informer::start, Qt::QueuedConnection);
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
    bool synced = false;
    std::optional<api::Error> problem;
    QDateTime nextTry;
    api::Value columns;
    {
        const QMutexLocker lock(&m_inbox->mutex);
        changes.swap(m_inbox->changes);
        synced = m_inbox->synced;
        problem = m_inbox->problem;
        nextTry = m_inbox->nextTry;
        columns = m_inbox->columns;
        m_inbox->announced = false;
    }
    if (!columns.identical(m_columns)) {
        m_columns = columns;
        Q_EMIT columnsChanged();
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
    // A cluster that answers "no" is there; one that does not answer, or no longer knows us, is lost.
    const int status = problem ? problem->httpStatus() : 0;
    const bool refused = status >= 400 && status < 500 && status != 401;
    if ((synced || refused) && !std::exchange(m_synced, true))
        Q_EMIT this->synced();
    if (m_session)
        m_session->report(this, refused ? std::nullopt : problem, nextTry);
    const QString refusal = refused ? QString::fromUtf8(problem->message) : QString();
    if (std::exchange(m_refusal, refusal) != refusal)
        Q_EMIT refusalChanged();
}

Session::Session(QString name)
    : m_name(std::move(name))
{
    m_rediscover.setSingleShot(true);
    m_rediscover.setInterval(200);
    QObject::connect(&m_rediscover, &QTimer::timeout, this, &Session::discover);
}

api::Result<std::unique_ptr<Session>> Session::connect(const client::Connection &connection, const QString &name)
{
    auto session = std::unique_ptr<Session>(new Session(name.isEmpty() ? QString::fromUtf8(connection.contextName) : name));
    if (connection.insecureSkipVerify)
        session->m_warnings += tr("The kubeconfig says not to check who the server is (insecure-skip-tls-verify): anybody on the way can "
                                  "read and change all of it.");
    if (!connection.impersonateUser.isEmpty())
        session->m_warnings += tr("You act as %1.").arg(QString::fromUtf8(connection.impersonateUser));
    if (const auto chain = QSslCertificate::fromData(connection.clientCertificatePem, QSsl::Pem); !chain.isEmpty())
        session->m_certificateEnds = chain.first().expiryDate();
    session->m_server = QString::fromUtf8(connection.server);
    session->m_net = std::make_unique<QThread>();
    session->m_net->setObjectName(QStringLiteral("net"));
    session->m_net->start();
    ORRERY_TRY(transport, client::HttpTransport::create(connection, session->m_net.get()));
    session->m_transport = std::move(transport);
    session->m_client = client::Client(session->m_transport.get(), "orrery-window/" ORRERY_VERSION);
    session->discover();
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
    qDeleteAll(std::exchange(m_feeds, {}));
    m_transport.reset();
    if (m_net) {
        m_net->quit();
        m_net->wait();
    }
}

void Session::report(Feed *feed, const std::optional<api::Error> &problem, const QDateTime &nextTry)
{
    QString reason = m_lostReason;
    if (problem) {
        m_lost.insert(feed, nextTry);
        reason = explain(*problem);
    } else {
        const bool back = m_lost.remove(feed) > 0;
        if (m_lost.isEmpty())
            reason.clear();
        else if (back)
            retryNow(); // what answers one answers all
    }
    if (std::exchange(m_lostReason, reason) != reason) {
        if (reason.isEmpty())
            m_lostSince = {};
        else if (!m_lostSince.isValid())
            m_lostSince = QDateTime::currentDateTime();
        Q_EMIT lostReasonChanged();
    }
    QDateTime next;
    for (const QDateTime &one : std::as_const(m_lost)) {
        if (!next.isValid() || (one.isValid() && one < next))
            next = one;
    }
    if (std::exchange(m_nextTry, next) != next)
        Q_EMIT nextTryChanged();
}

/// In the words of the one who has to do something about it.
QString Session::explain(const api::Error &problem) const
{
    const QString message = QString::fromUtf8(problem.message);
    if (m_certificateEnds.isValid() && m_certificateEnds < QDateTime::currentDateTime())
        return tr("Your client certificate ended on %1: get a new kubeconfig. (%2)").arg(QLocale().toString(m_certificateEnds, QLocale::ShortFormat), message);
    if (problem.httpStatus() == 401)
        return tr("The server does not accept your login any more: log in again, then try again. (%1)").arg(message);
    return message;
}

void Session::retryNow()
{
    for (Feed *feed : m_lost.keys())
        feed->retryNow();
}

Feed *Session::feed(const api::Gvr &gvr, const client::Informer::Scope &scope)
{
    for (Feed *feed : m_feeds) {
        if (feed->gvr() == gvr && feed->m_scope == scope)
            return feed;
    }
    auto *feed = new Feed(gvr, this, this);
    m_feeds.push_back(feed);
    fill(feed, scope);
    return feed;
}

std::unique_ptr<Feed> Session::open(const api::Gvr &gvr, const client::Informer::Scope &scope)
{
    std::unique_ptr<Feed> feed(new Feed(gvr, this, nullptr));
    fill(feed.get(), scope);
    return feed;
}

void Session::fill(Feed *feed, const client::Informer::Scope &scope)
{
    if (m_transport) {
        feed->attach(m_client, m_net.get(), scope);
        return;
    }
    // Recorded: there is no server whose columns these could be.
    if (scope.tables)
        feed->m_inbox->columns = api::Value::array({api::Value::object({{"name", "Name"}, {"type", "string"}}),
                                                    api::Value::object({{"name", "Age"}, {"type", "string"}})});
    for (const api::Object &object : std::as_const(m_recorded)) {
        if (object.apiVersion() != feed->gvr().apiVersion() || pluralOf(object.kind()) != feed->gvr().resource)
            continue;
        feed->m_inbox->changes.append(
            {{},
             scope.tables ? api::Object(api::Value::object(
                 {{"metadata", object.metadata()}, {"cells", api::Value::array({object.name(), ""})}}))
                          : object,
             {}});
    }
    feed->m_inbox->synced = true;
    QMetaObject::invokeMethod(feed, &Feed::schedule, Qt::QueuedConnection);
}

const Kind *Session::kind(const QString &id) const
{
    const auto found
        = std::find_if(m_kinds.cbegin(), m_kinds.cend(), [wanted = id.toUtf8()](const Kind &kind) { return kind.id == wanted; });
    return found == m_kinds.cend() ? nullptr : &*found;
}

/// Asks for both halves of discovery at once; a cluster that knows no aggregated discovery leaves the well-known kinds.
void Session::discover()
{
    const auto ask = [this](const QByteArray &path) {
        api::Request request;
        request.path = path;
        request.headers.add("accept",
                            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                            "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList");
        return m_client.send(request);
    };
    client::then(ask("/api"), this, [this, ask](const api::Result<api::Response> &core) {
        client::then(ask("/apis"), this, [this, core](const api::Result<api::Response> &groups) {
            QList<api::Value> discovered;
            for (const api::Result<api::Response> *half : {&core, &groups}) {
                if (!*half)
                    return; // lost; the feeds say so, and the next change of custom kinds asks again
                if (const auto list = api::parseJson((*half)->body, {.bytes = 16 * 1024 * 1024}))
                    discovered += *list;
            }
            if (const QList<Kind> kinds = kindsOf(discovered); !kinds.isEmpty()) {
                m_kinds = kinds;
                Q_EMIT kindsChanged();
                for (Feed *feed : m_feeds) { // what was not there may be now
                    if (!feed->refusal().isEmpty())
                        feed->retryNow();
                }
            }
            watchCustomKinds();
        });
    });
}

void Session::watchCustomKinds()
{
    const Kind *custom = kind(QStringLiteral("CustomResourceDefinition"));
    if (!custom || std::exchange(m_watchesCustomKinds, true))
        return;
    Feed *definitions = feed(custom->gvr, {.tables = true});
    const auto rediscover = [this, definitions] {
        if (definitions->isSynced())
            m_rediscover.start();
    };
    QObject::connect(definitions, &Feed::changed, this, rediscover);
}

} // namespace orrery::cluster
