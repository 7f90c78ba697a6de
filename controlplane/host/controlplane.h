// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/apiserver/audit/log.h"
#include "controlplane/client/client.h"
#include "controlplane/client/kubeconfig.h"
#include "controlplane/pki/clusterkeys.h"

#include <QHostAddress>
#include <QObject>
#include <QTimer>

#include <memory>

namespace orrery::host {

struct Options
{
    QString dataDir; ///< keys and store; must exist. Empty: everything in memory, for tests
    bool listen = true; ///< false: only transport() reaches it
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    quint16 port = 0; ///< 0: any free one
    bool otherPort = false; ///< if that one is taken, take any other
    bool scheduler = true;
    bool controllers = true;
    bool fast = false; ///< see store::Options
    QString auditPolicy; ///< a policy file; empty: no audit
    audit::LogOptions auditLog;
    std::function<QString(const QByteArray &machine)> consoleFile; ///< see apiserver::Hooks; called on the api thread
};

/// A whole control plane in this process: the api thread (store, API server, listener), the scheduler's and the
/// controllers' threads. Does not: choose folders or ports (app/cluster does), start nodes (app/providers does).
/// Thread: made, used and destroyed on one thread; client() and transports from any. Lifetime: owner's; clock outlives
/// it. The destructor ends it cleanly: loops first, then watches, then requests under way are answered and connections
/// closed (bounded in time), then what is queued is committed.
class ControlPlane final : public QObject
{
    Q_OBJECT
public:
    /// Returns when the API answers and what every cluster has is there. Errors: BadRequest (the audit policy),
    /// InternalError (keys, store, port), with what to do.
    static api::Result<std::unique_ptr<ControlPlane>> start(const Options &options, const api::Clock &clock);
    ~ControlPlane() override;

    quint16 port() const { return m_port; }
    QByteArray server() const; ///< "https://127.0.0.1:6443"
    const pki::ClusterKeys &keys() const { return m_keys; }
    /// How anybody outside reaches it as its administrator: what the kubeconfig says.
    client::Connection adminConnection() const;

    /// Renews the certificates that end within 90 days; new connections get them. It does so by itself twice a day.
    /// Whether there was something to renew. Errors: InternalError.
    api::Result<bool> renewCertificates();

    /// A client of this process, as that user of those groups. Default: the administrator.
    client::Client client(const QByteArray &user = "kubernetes-admin",
                          const QList<QByteArray> &groups = {"system:masters"},
                          const QByteArray &userAgent = "orrery/" ORRERY_VERSION);

Q_SIGNALS:
    void failed(const orrery::api::Error &error); ///< the store takes no more writes; end the program
    void renewed(); ///< adminConnection() says something else now

private:
    explicit ControlPlane(const api::Clock &clock);
    api::Result<> startApi(const Options &options);
    api::Result<> startAudit(const Options &options);
    void stopApi();
    void startScheduler();
    void startControllers();

    class Loop;
    struct Api;
    const api::Clock &m_clock;
    QString m_dataDir;
    pki::ClusterKeys m_keys;
    QTimer m_renewal;
    api::Metrics m_metrics; ///< outlives all who count
    quint16 m_port = 0;
    QHostAddress m_address;
    std::shared_ptr<class Gateway> m_gateway;
    std::vector<std::unique_ptr<client::Transport>> m_transports;
    std::unique_ptr<Loop> m_apiLoop, m_schedulerLoop, m_controllersLoop;
    std::unique_ptr<Api> m_api; ///< lives on the api thread
};

} // namespace orrery::host
