// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/exchange.h"
#include "controlplane/api/metrics.h"
#include "controlplane/store/store.h"

#include <QObject>

#include <functional>
#include <memory>

namespace orrery::streams {
class Streams;
}
namespace orrery::audit {
class Auditor;
}

namespace orrery::apiserver {

/// What is particular to one cluster.
struct Config
{
    QByteArray serviceCidr = "10.96.0.0/16"; ///< ClusterIPs; the first one is Service default/kubernetes
    int firstNodePort = 30000, lastNodePort = 32767;
    QByteArray advertiseAddress = "10.240.0.1"; ///< what Endpoints default/kubernetes names, as pods reach this server
    quint16 advertisePort = 6443;
    QList<QByteArray> components; ///< what else of the control plane runs in this process: "scheduler"
    QByteArray clusterId; ///< shown in nothing but logs; may be empty
};

/// What the server asks of the rest of the program. Each may be empty: then the feature answers as if there were none.
struct Hooks
{
    /// The user behind a signed token (service accounts), see chain::Authentication::TokenVerifier. Errors:
    /// Unauthorized. Bootstrap tokens need no hook: they are Secrets.
    std::function<api::Result<api::User>(QByteArrayView token, QList<QByteArray> &audiences)> verifyToken;
    /// Signs a service-account token for POST serviceaccounts/<name>/token.
    struct TokenRequest
    {
        QByteArray ns, name, uid;
        QList<QByteArray> audiences;
        qint64 seconds = 3600;
        api::Value boundObject;
    };
    std::function<api::Result<QByteArray>(const TokenRequest &request)> signToken;
    /// GET /orrery/backup of a member of system:masters: answers it with a backup of everything.
    std::function<void(const api::ExchangePtr &exchange)> backup;
    /// The file that keeps the serial console of that Machine, for GET machines/<name>/console; empty: none does.
    std::function<QString(const QByteArray &machine)> consoleFile;
};

struct Dependencies
{
    store::Store &store;
    const api::Clock &clock;
    streams::Streams &streams;
    api::Metrics *metrics = nullptr; ///< what GET /metrics shows; null: it has its own
    audit::Auditor *auditor = nullptr; ///< null: no audit
};

/// The door: everything that reads or changes the cluster comes through handle(), from the wire and from this process
/// alike, and takes the same way: authentication, authorization, then a resource (decode, defaults, admission,
/// validation, store), discovery or a stream. Does not: listen (apiserver/http), run controllers, wait for anything.
/// Thread: the api thread. Lifetime: owner's; dependencies outlive it. Its end ends all watches.
class ApiServer final : public QObject
{
    Q_OBJECT
public:
    ApiServer(Dependencies dependencies, Config config = {}, Hooks hooks = {}, QObject *parent = nullptr);
    ~ApiServer() override;

    /// Creates what a cluster always has: the four namespaces, the default roles and bindings, and Service, Endpoints and EndpointSlice
    /// default/kubernetes; idempotent. `started` is called when all of it is visible. Requests are answered before that,
    /// too, but /readyz says no.
    void start(std::function<void()> started = {});
    /// Answers, now or later. A request whose user is preset (the loopback's, a verified certificate's) is not asked
    /// for a token.
    void handle(const api::ExchangePtr &exchange);

    /// One line of /readyz: empty is good, else what is wrong. Called on the api thread.
    void addReadinessCheck(const QByteArray &name, std::function<QByteArray()> check);
    /// /readyz fails from now on, watches end cleanly, new requests are answered 503 with Retry-After; those under way
    /// are answered. drained: called once none is left, maybe at once.
    void shutDown(std::function<void()> drained = {});

    /// The newest revision whose effects are visible, for tests and the status line.
    qint64 revision() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::apiserver
