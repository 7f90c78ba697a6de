// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QString>

namespace orrery::client {

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
};

/// Reads a kubeconfig (YAML or JSON). context: empty for current-context. Errors: NotFound, BadRequest.
api::Result<Connection> readKubeconfig(const QString &path, const QByteArray &context = {});
/// Writes a kubeconfig of one cluster, user and context, mode 0600, replacing the file atomically.
api::Result<> writeKubeconfig(const QString &path, const Connection &connection);

} // namespace orrery::client
