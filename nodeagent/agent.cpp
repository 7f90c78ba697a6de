// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/agent.h"

#include "nodeagent/cri/grpcruntime.h"
#include "nodeagent/kubelet/kubelet.h"
#include "nodeagent/proxy/proxy.h"

#include <QFile>
#include <QLoggingCategory>

namespace orrery::agent {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.agent", QtInfoMsg)

constexpr int longestWait = 5000;
constexpr int poolThreads = 4; ///< pods that are worked on at once; each call is short

} // namespace

api::Result<AgentConfig> AgentConfig::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return api::error(api::Reason::NotFound, "cannot read " + path.toUtf8() + ": " + file.errorString().toUtf8());
    ORRERY_TRY(document, api::parseJson(file.read(1024 * 1024)));
    AgentConfig config;
    ORRERY_TRY(node, kubelet::NodeConfig::fromValue(document));
    config.node = node;
    config.server = document["server"].bytes();
    config.caPem = document["caPem"].bytes();
    config.token = document["token"].bytes();
    config.criSocket = document["criSocket"].isNull() ? QByteArray("/run/containerd/containerd.sock")
                                                      : document["criSocket"].bytes();
    if (!config.server.startsWith("https://") || config.caPem.isEmpty())
        return api::error(api::Reason::BadRequest, "server and caPem: needed");
    return config;
}

/// What runs once there is an identity. Made and destroyed as a whole.
class Agent::Parts final
{
public:
    Parts(Agent &agent, std::unique_ptr<client::HttpTransport> transport)
        : m_transport(std::move(transport))
        , m_runtime(agent.m_config.criSocket)
        , m_informers(client::Client(m_transport.get(), "orrery-kubelet/" ORRERY_VERSION))
        , m_kubelet(std::make_unique<kubelet::Kubelet>(
              kubelet::Dependencies{m_informers, m_informers.client(), m_runtime, m_runtime, m_clock, agent.m_pool, agent.m_config.node}))
    {
        m_thread.setObjectName("proxy");
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_proxyLoop, [this, name = agent.m_config.node.nodeName, gateway = agent.m_config.node.gateway] {
                const client::Client client(m_transport.get(), "orrery-proxy/" ORRERY_VERSION);
                m_proxyInformers = std::make_unique<client::Informers>(client);
                proxy::Addresses addresses;
                if (!gateway.isEmpty())
                    addresses.gateway = gateway;
                m_proxy = std::make_unique<proxy::Proxy>(*m_proxyInformers, m_nft, name, addresses);
                m_proxy->start();
            });
    }

    ~Parts()
    {
        m_runtime.shutDown();
        m_kubelet.reset();
        QMetaObject::invokeMethod(
            &m_proxyLoop,
            [this] {
                m_proxy.reset();
                m_proxyInformers.reset();
                m_proxyLoop.moveToThread(nullptr);
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    kubelet::Kubelet &kubelet() { return *m_kubelet; }
    const client::Client &client() const { return m_informers.client(); }

private:
    const api::SystemClock m_clock;
    std::unique_ptr<client::HttpTransport> m_transport;
    cri::GrpcRuntime m_runtime;
    client::Informers m_informers;
    std::unique_ptr<kubelet::Kubelet> m_kubelet;
    nft::LibNftables m_nft;
    QThread m_thread;
    class Loop final : public QObject
    {
    public:
        explicit Loop(QThread *thread) { moveToThread(thread); }
    } m_proxyLoop{&m_thread};
    std::unique_ptr<client::Informers> m_proxyInformers;
    std::unique_ptr<proxy::Proxy> m_proxy;
};

Agent::Agent(AgentConfig config, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_identityDir(m_config.node.dataDir + "/pki")
{
    m_pool.setMaxThreadCount(poolThreads);
    m_net.setObjectName("net");
    m_net.start();
    for (auto *timer : {&m_retry, &m_renew})
        timer->setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_identity.isEmpty())
            bootstrap();
        else if (m_parts)
            obtain(m_parts->client());
        else
            run();
    });
    connect(&m_renew, &QTimer::timeout, this, [this] {
        const qint64 left = QDateTime::currentDateTimeUtc().msecsTo(m_identity.renewAt());
        if (left > 0)
            m_renew.start(int(std::min<qint64>(left, 3'600'000)));
        else
            obtain(m_parts->client());
    });
}

Agent::~Agent()
{
    m_request.reset();
    m_parts.reset();
    m_bootstrapTransport.reset();
    m_net.quit();
    m_net.wait();
    m_pool.waitForDone();
}

client::Connection Agent::connection() const
{
    client::Connection connection;
    connection.server = m_config.server;
    connection.caPem = m_config.caPem;
    if (m_identity.isEmpty()) {
        connection.token = m_config.token;
    } else {
        connection.clientCertificatePem = m_identity.certificatePem;
        connection.clientKeyPem = m_identity.keyPem;
    }
    return connection;
}

void Agent::start()
{
    m_identity = kubelet::NodeIdentity::load(m_identityDir);
    if (!m_identity.isFor(m_config.node.nodeName, QDateTime::currentDateTimeUtc()))
        m_identity = {};
    if (m_identity.isEmpty())
        bootstrap();
    else
        run();
}

void Agent::retry()
{
    m_retry.start(m_wait);
    m_wait = std::min(m_wait * 2, longestWait);
}

void Agent::bootstrap()
{
    m_request.reset();
    m_bootstrapTransport.reset();
    auto transport = client::HttpTransport::create(connection(), &m_net);
    if (!transport) {
        qCWarning(lc, "cannot connect error=%s", transport.error().message.constData());
        return retry();
    }
    m_bootstrapTransport = std::move(transport).value();
    obtain(client::Client(m_bootstrapTransport.get(), "orrery-node/" ORRERY_VERSION));
}

void Agent::obtain(client::Client client)
{
    m_request = std::make_unique<kubelet::CertificateRequest>(std::move(client), m_config.node.nodeName);
    connect(m_request.get(), &kubelet::CertificateRequest::done, this, [this](const kubelet::NodeIdentity &identity) {
        qCInfo(lc, "certificate issued node=%s until=%s", m_config.node.nodeName.constData(),
               identity.notAfter().toString(Qt::ISODate).toUtf8().constData());
        m_identity = identity;
        if (const auto saved = m_identity.save(m_identityDir); !saved)
            qCWarning(lc, "certificate not kept error=%s", saved.error().message.constData());
        m_wait = 200;
        // Not from within the request that run() ends.
        QMetaObject::invokeMethod(this, &Agent::run, Qt::QueuedConnection);
    });
    connect(m_request.get(), &kubelet::CertificateRequest::failed, this, [this](const api::Error &error) {
        qCWarning(lc, "no certificate yet retryMs=%d error=%s", m_wait, error.message.constData());
        retry();
    });
    m_request->start();
}

void Agent::run()
{
    m_request.reset();
    m_bootstrapTransport.reset();
    m_parts.reset();
    auto transport = client::HttpTransport::create(connection(), &m_net);
    if (!transport) {
        qCWarning(lc, "cannot connect error=%s", transport.error().message.constData());
        return retry();
    }
    m_parts = std::make_unique<Parts>(*this, std::move(transport).value());
    connect(&m_parts->kubelet(), &kubelet::Kubelet::unauthorized, this, &Agent::unauthorized, Qt::QueuedConnection);
    m_parts->kubelet().start();
    m_renew.start(1000);
}

void Agent::unauthorized()
{
    if (!m_parts || m_config.token.isEmpty())
        return;
    // Another cluster has our address now, or ours was made anew: what we hold is worth nothing. Pods go on meanwhile.
    qCWarning(lc, "the server does not know this node; asking for a new certificate");
    m_parts.reset();
    m_renew.stop();
    m_identity = {};
    kubelet::NodeIdentity::forget(m_identityDir);
    retry();
}

} // namespace orrery::agent
