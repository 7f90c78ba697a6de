// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"
#include "controlplane/api/value.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace orrery::client {

/// A program that logs in (client.authentication.k8s.io/v1 and v1beta1).
struct ExecLogin
{
    QByteArray apiVersion;
    QString command; ///< a name to look for in PATH, or an absolute path
    QStringList arguments;
    QList<std::pair<QString, QString>> environment; ///< added to ours
    QByteArray installHint; ///< for people who do not have it
    api::Value clusterInfo; ///< what the program is told about the cluster; null: nothing
};

/// How to reach a cluster and as whom: one context of a kubeconfig file, with files and base64 data resolved to PEM.
/// Thread: any; a value.
struct Connection
{
    QByteArray contextName;
    QByteArray server; ///< "https://127.0.0.1:6443"
    QByteArray caPem;
    QByteArray clientCertificatePem, clientKeyPem;
    QByteArray token;
    QByteArray ns; ///< default namespace
    QByteArray serverName; ///< tls-server-name
    bool insecureSkipVerify = false;
    QString tokenFile; ///< where `token` came from: it is read again while it is used
    QByteArray username, password; ///< basic auth
    std::optional<ExecLogin> exec;
    QByteArray proxy; ///< "http://host:3128", "socks5://user:password@host"; empty: direct
    QByteArray impersonateUser, impersonateUid; ///< whom to act as; empty: as oneself
    QList<QByteArray> impersonateGroups;
    QList<std::pair<QByteArray, QByteArray>> impersonateExtra;
};

/// One context, for lists of them: nothing secret, nothing resolved.
struct Context
{
    QByteArray name, cluster, user, ns, server, proxy;
    bool insecure = false; ///< insecure-skip-tls-verify
};

/// Kubeconfig files read as one, as kubectl does with $KUBECONFIG: of things of the same name, the first counts.
/// Thread: any; a value.
class Kubeconfig final
{
public:
    /// Files that do not exist are passed over, unless there is but one. Errors: NotFound, BadRequest.
    static api::Result<Kubeconfig> read(const QStringList &files);

    const QByteArray &currentContext() const { return m_current; }
    QList<Context> contexts() const;
    /// context: empty for currentContext(). Reads the files that it points to. A server that is not on this machine and names no proxy-url
    /// goes through HTTPS_PROXY, unless NO_PROXY says otherwise. Errors: NotFound, BadRequest.
    api::Result<Connection> connection(const QByteArray &context = {}) const;

private:
    struct Entry
    {
        QByteArray name;
        api::Value value;
        QString folder; ///< of its file: what relative paths in it start from
    };
    static const Entry *find(const QList<Entry> &entries, const QByteArray &name);
    QByteArray m_current;
    QList<Entry> m_contexts, m_clusters, m_users;
};

/// One context of one kubeconfig (YAML or JSON). context: empty for current-context. Errors: NotFound, BadRequest.
api::Result<Connection> readKubeconfig(const QString &path, const QByteArray &context = {});
/// Writes a kubeconfig of one cluster, user and context, mode 0600, replacing the file atomically.
api::Result<> writeKubeconfig(const QString &path, const Connection &connection);

} // namespace orrery::client
