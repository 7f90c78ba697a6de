// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/httptransport.h"
#include "nodeagent/kubelet/certificate.h"
#include "nodeagent/kubelet/nodeconfig.h"

#include <QThreadPool>
#include <QTimer>

namespace orrery::agent {

/// The agent's configuration file: a JSON object.
struct AgentConfig
{
    kubelet::NodeConfig node;
    QByteArray server; ///< "https://10.240.0.1:6443"
    QByteArray caPem;
    QByteArray token; ///< for the first certificate
    QByteArray criSocket;

    /// Errors: NotFound, BadRequest.
    static api::Result<AgentConfig> read(const QString &path);
};

/// A worker node's program: gets the node's identity (from disk, or for its token), then runs the kubelet on its own
/// thread and the proxy on another, over one connection thread, until it is destroyed. Renews the certificate in time,
/// and gets a new one when the server does not know it any more. Stopping it stops no container. Thread: one with an
/// event loop. Lifetime: the program's.
class Agent final : public QObject
{
    Q_OBJECT
public:
    explicit Agent(AgentConfig config, QObject *parent = nullptr);
    ~Agent() override;
    void start();

private:
    class Parts;
    void bootstrap();
    void run();
    void obtain(client::Client client);
    void retry();
    void unauthorized();
    client::Connection connection() const;

    AgentConfig m_config;
    QString m_identityDir;
    kubelet::NodeIdentity m_identity;
    QThreadPool m_pool;
    QThread m_net;
    std::unique_ptr<client::HttpTransport> m_bootstrapTransport;
    std::unique_ptr<kubelet::CertificateRequest> m_request;
    std::unique_ptr<Parts> m_parts;
    QTimer m_retry, m_renew;
    int m_wait = 200;
};

} // namespace orrery::agent
