// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/controlplane.h"

#include "controlplane/api/processmetrics.h"
#include "controlplane/apiserver/apiserver.h"
#include "controlplane/apiserver/audit/auditor.h"
#include "controlplane/apiserver/http/httpserver.h"
#include "controlplane/apiserver/streams/streams.h"
#include "controlplane/client/controllerrunner.h"
#include "controlplane/controllers/registry.h"
#include "controlplane/host/backup.h"
#include "controlplane/host/loopbacktransport.h"
#include "controlplane/host/sealer.h"
#include "controlplane/host/serviceaccounttokens.h"
#include "controlplane/pki/files.h"
#include "controlplane/scheduler/scheduler.h"
#include "controlplane/store/store.h"

#include <QFile>
#include <QLoggingCategory>
#include <QSemaphore>
#include <QThread>

Q_LOGGING_CATEGORY(lcHost, "orrery.host")

namespace orrery::host {

using api::error;
using api::Reason;
using api::Result;

/// A thread with an event loop, and what lives on it.
class ControlPlane::Loop final
{
public:
    explicit Loop(const QString &name)
    {
        m_thread.setObjectName(name);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Loop()
    {
        stop([] {});
    }
    QObject *context() { return &m_context; }
    void post(std::function<void()> call)
    {
        QMetaObject::invokeMethod(&m_context, std::move(call), Qt::QueuedConnection);
    }
    void run(const std::function<void()> &call)
    {
        QMetaObject::invokeMethod(&m_context, call, Qt::BlockingQueuedConnection);
    }
    /// last: on the thread, after everything that was posted.
    void stop(const std::function<void()> &last)
    {
        if (!m_thread.isRunning())
            return;
        run([&] {
            last();
            m_context.moveToThread(nullptr); // nothing comes after this
        });
        m_thread.quit();
        m_thread.wait();
    }

private:
    QThread m_thread;
    QObject m_context;
};

/// What lives on the api thread, in the order in which it is made; destroyed in reverse.
struct ControlPlane::Api
{
    std::unique_ptr<audit::Log> auditLog;
    std::unique_ptr<audit::Auditor> auditor;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<ServiceAccountTokens> tokens;
    std::unique_ptr<streams::Streams> streams;
    std::unique_ptr<apiserver::ApiServer> server;
    std::unique_ptr<http::HttpServer> listener;
};

namespace {

constexpr int drainMs = 5'000, closeMs = 3'000;

http::Tls tlsOf(const pki::ClusterKeys &keys)
{
    return {keys.apiServer.certificatePem, keys.apiServer.keyPem, keys.ca.certificatePem};
}

/// Under the names of Kubernetes' scheduler.
void countScheduler(scheduler::Scheduler &scheduler, api::Metrics &metrics)
{
    auto &attempts = metrics.counter("scheduler_schedule_attempts_total",
                                     "Number of attempts to schedule pods, by the result.", {"result", "profile"});
    auto &pending
        = metrics.gauge("scheduler_pending_pods", "Number of pods that wait for a node.", {"queue"}).with({"active"});
    const auto count = [&scheduler, &pending](api::Counter &counter) {
        return [&scheduler, &pending, &counter] {
            counter.add();
            pending.set(scheduler.waiting());
        };
    };
    QObject::connect(&scheduler, &scheduler::Scheduler::bound, &scheduler,
                     count(attempts.with({"scheduled", "default-scheduler"})));
    QObject::connect(&scheduler, &scheduler::Scheduler::unschedulable, &scheduler,
                     count(attempts.with({"unschedulable", "default-scheduler"})));
}

/// All controllers over one set of informers.
class Controllers final : public QObject
{
public:
    Controllers(const controllers::Dependencies &dependencies, api::Metrics &metrics, QObject *parent)
        : QObject(parent)
        , m_informers(dependencies.client, this)
    {
        for (auto &controller : controllers::makeControllers(dependencies))
            m_runners.push_back(std::make_unique<client::ControllerRunner>(std::move(controller), m_informers));
        for (const auto &runner : m_runners) {
            runner->count(metrics);
            runner->start();
        }
        m_informers.start();
    }

private:
    client::Informers m_informers;
    std::vector<std::unique_ptr<client::ControllerRunner>> m_runners;
};

} // namespace

ControlPlane::ControlPlane(const api::Clock &clock)
    : m_clock(clock)
{
    api::countProcess(m_metrics);
    m_renewal.setInterval(std::chrono::hours(12));
    m_renewal.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_renewal, &QTimer::timeout, this, [this] {
        if (const auto renewed = renewCertificates(); !renewed)
            qCWarning(lcHost).noquote() << "certificates not renewed"
                                        << "error=" << renewed.error().message;
    });
}

Result<std::unique_ptr<ControlPlane>> ControlPlane::start(const Options &options, const api::Clock &clock)
{
    std::unique_ptr<ControlPlane> plane(new ControlPlane(clock));
    ORRERY_TRY(keys,
               options.dataDir.isEmpty() ? pki::ClusterKeys::create(clock.now())
                                         : pki::ClusterKeys::load(options.dataDir, clock.now()));
    plane->m_dataDir = options.dataDir;
    if (!options.dataDir.isEmpty())
        removeLeftovers(options.dataDir);
    plane->m_keys = std::move(keys);
    plane->m_address = options.address;
    plane->m_api = std::make_unique<Api>();
    ORRERY_CHECK(plane->startAudit(options));
    ORRERY_CHECK(plane->startApi(options));
    plane->m_renewal.start();
    if (options.controllers)
        plane->startControllers();
    if (options.scheduler)
        plane->startScheduler();
    qCInfo(lcHost) << "started"
                   << "port=" << plane->m_port;
    return plane;
}

Result<> ControlPlane::startAudit(const Options &options)
{
    if (options.auditPolicy.isEmpty())
        return {};
    const QByteArray name = QFile::encodeName(options.auditPolicy);
    ORRERY_TRY(text, pki::readFile(options.auditPolicy));
    auto policy = audit::Policy::parse(text);
    if (!policy)
        return error(Reason::BadRequest, "cannot use the audit policy " + name + ": " + policy.error().message);
    ORRERY_TRY(log, audit::Log::open(options.auditLog, m_clock, m_metrics));
    m_api->auditLog = std::move(log);
    m_api->auditor = std::make_unique<audit::Auditor>(std::move(*policy), *m_api->auditLog, m_clock, m_metrics);
    return {};
}

Result<> ControlPlane::startApi(const Options &options)
{
    m_apiLoop = std::make_unique<Loop>(QStringLiteral("api"));
    Result<> result;
    const auto build = [&]() -> Result<> {
        Api &api = *m_api;
        const QString path = options.dataDir.isEmpty() ? QString() : options.dataDir + QLatin1String("/store.db");
        store::Options plan{.path = path, .fast = options.fast, .metrics = &m_metrics};
        std::optional<pki::EncryptionKeys> keys;
        if (!options.dataDir.isEmpty()) {
            ORRERY_TRY(loaded, pki::EncryptionKeys::load(options.dataDir));
            plan.sealer = std::make_shared<SecretSealer>(loaded);
            keys = std::move(loaded);
        }
        ORRERY_TRY(store, store::Store::open(plan, m_clock));
        if (keys) // everything is sealed with the newest key now
            ORRERY_CHECK(keys->dropOld(options.dataDir));
        api.store = std::move(store);
        connect(api.store.get(), &store::Store::failed, this, &ControlPlane::failed);
        api.tokens = std::make_unique<ServiceAccountTokens>(m_keys, *api.store, m_clock);
        api.streams = std::make_unique<streams::Streams>();
        if (options.listen) {
            // No connection is looked at before this function has returned to the loop, and then the server is there.
            api.listener = std::make_unique<http::HttpServer>(
                [&api](const api::ExchangePtr &exchange) { api.server->handle(exchange); });
            const http::Tls tls = tlsOf(m_keys);
            auto port = api.listener->listen(options.address, options.port, tls);
            if (!port && options.port && options.otherPort)
                port = api.listener->listen(options.address, 0, tls);
            if (!port)
                return std::move(port).error();
            m_port = *port;
        }
        apiserver::Hooks hooks;
        hooks.verifyToken = [&api](QByteArrayView token, QList<QByteArray> &audiences) {
            return api.tokens->verify(token, audiences);
        };
        hooks.signToken = [&api](const apiserver::Hooks::TokenRequest &request) { return api.tokens->sign(request); };
        hooks.consoleFile = options.consoleFile;
        hooks.backup = [this, &api](const api::ExchangePtr &exchange) { sendBackup(exchange, *api.store, m_dataDir); };
        // What Service default/kubernetes leads to is the node network's gateway, whose port stays the same wherever we
        // listen.
        apiserver::Config config;
        if (options.scheduler)
            config.components.append("scheduler");
        if (options.controllers)
            config.components.append("controller-manager");
        api.server = std::make_unique<apiserver::ApiServer>(
            apiserver::Dependencies{*api.store, m_clock, *api.streams, &m_metrics, api.auditor.get()}, config, hooks);
        m_gateway = std::make_shared<Gateway>(
            m_apiLoop->context(), [&api](const api::ExchangePtr &exchange) { api.server->handle(exchange); });
        return {};
    };
    m_apiLoop->run([&] { result = build(); });
    ORRERY_CHECK(result);
    const auto started = std::make_shared<QSemaphore>(); // the last answer may come after a failure
    QMetaObject::Connection broken;
    m_apiLoop->run([&] {
        broken = connect(m_api->store.get(), &store::Store::failed, m_api->server.get(), [&](const api::Error &error) {
            result = error;
            started->release();
        });
        m_api->server->start([started] { started->release(); });
    });
    started->acquire();
    m_apiLoop->run([&] { disconnect(broken); });
    return result;
}

void ControlPlane::startScheduler()
{
    m_schedulerLoop = std::make_unique<Loop>(QStringLiteral("scheduler"));
    const client::Client client
        = this->client("system:kube-scheduler", {"system:authenticated"}, "kube-scheduler/" ORRERY_VERSION);
    m_schedulerLoop->post([this, client] {
        auto *scheduler = new scheduler::Scheduler(client, m_clock, m_schedulerLoop->context());
        countScheduler(*scheduler, m_metrics);
        scheduler->start();
    });
}

void ControlPlane::startControllers()
{
    m_controllersLoop = std::make_unique<Loop>(QStringLiteral("controllers"));
    controllers::Dependencies dependencies{this->client("system:kube-controller-manager", {"system:authenticated"},
                                                        "kube-controller-manager/" ORRERY_VERSION)};
    dependencies.clock = &m_clock;
    dependencies.clusterCaPem = m_keys.ca.certificatePem;
    dependencies.signCertificate
        = [ca = m_keys.ca, &clock = m_clock](const QByteArray &csrPem, const QByteArray &signer, qint64 seconds) {
              return pki::signCsr(ca, csrPem,
                                  signer == "kubernetes.io/kubelet-serving" ? pki::Usage::Server : pki::Usage::Client,
                                  seconds, clock.now());
          };
    dependencies.readCertificateRequest = [](const QByteArray &csrPem) -> Result<controllers::CertificateSubject> {
        ORRERY_TRY(info, pki::inspectCsr(csrPem));
        const bool names
            = !info.dnsNames.isEmpty() || !info.addresses.isEmpty() || !info.emails.isEmpty() || !info.uris.isEmpty();
        return controllers::CertificateSubject{info.commonName, info.organizations, names};
    };
    m_controllersLoop->post(
        [this, dependencies] { new Controllers(dependencies, m_metrics, m_controllersLoop->context()); });
}

ControlPlane::~ControlPlane()
{
    // The loops are clients: they go while the API still answers them.
    for (auto *loop : {&m_schedulerLoop, &m_controllersLoop}) {
        if (*loop) {
            (*loop)->stop([&] { qDeleteAll((*loop)->context()->findChildren<QObject *>(Qt::FindDirectChildrenOnly)); });
            loop->reset();
        }
    }
    if (m_apiLoop)
        stopApi();
}

/// In steps, so that clients see an end and not a break: watches, requests under way, connections. Each is given some
/// time, as a peer that does not read must not hold us up.
void ControlPlane::stopApi()
{
    QSemaphore drained, closed;
    m_apiLoop->run([&] {
        if (!m_api->server)
            return drained.release();
        m_api->server->shutDown([&] { drained.release(); });
    });
    drained.tryAcquire(1, drainMs);
    m_apiLoop->run([&] {
        if (m_gateway)
            m_gateway->close();
        if (!m_api->listener)
            return closed.release();
        m_api->listener->close([&] { closed.release(); });
    });
    closed.tryAcquire(1, closeMs);
    m_apiLoop->stop([this] {
        m_api->listener.reset();
        m_api->server.reset();
        m_api->streams.reset();
        m_api->tokens.reset();
        m_api->store.reset(); // commits what is queued
    });
}

Result<bool> ControlPlane::renewCertificates()
{
    pki::ClusterKeys keys = m_keys;
    ORRERY_TRY(any, keys.renew(m_dataDir, m_clock.now()));
    if (!any)
        return false;
    m_keys = std::move(keys);
    m_apiLoop->run([this] {
        if (m_api->listener)
            m_api->listener->setTls(tlsOf(m_keys));
    });
    qCInfo(lcHost) << "certificates renewed";
    Q_EMIT renewed();
    return true;
}

QByteArray ControlPlane::server() const
{
    const QByteArray host = m_address.toString().toLatin1();
    return "https://" + (m_address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + host + ']' : host) + ':'
        + QByteArray::number(m_port);
}

client::Connection ControlPlane::adminConnection() const
{
    client::Connection connection;
    connection.contextName = "orrery";
    connection.server = server();
    connection.caPem = m_keys.ca.certificatePem;
    connection.clientCertificatePem = m_keys.admin.certificatePem;
    connection.clientKeyPem = m_keys.admin.keyPem;
    connection.ns = "default";
    return connection;
}

client::Client ControlPlane::client(const QByteArray &user, const QList<QByteArray> &groups,
                                    const QByteArray &userAgent)
{
    QList<QByteArray> all = groups;
    if (!all.contains("system:authenticated"))
        all.append("system:authenticated");
    auto transport = std::make_unique<LoopbackTransport>(m_gateway, api::User{.name = user, .groups = all});
    transport->count(m_metrics);
    m_transports.push_back(std::move(transport));
    return client::Client(m_transports.back().get(), userAgent);
}

} // namespace orrery::host
