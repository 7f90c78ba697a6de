// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/apiserver/http/httpserver.h"

#include <QSslConfiguration>

class QSslSocket;

namespace orrery::http {

/// Errors: InternalError (a certificate, key or CA that is no PEM).
api::Result<QSslConfiguration> sslConfiguration(const Tls &tls);

/// Who the handshake proved the client to be; a user without a name if it proved nothing, but with the certificate's credential-id if one
/// was shown that does not count (foreign, expired, not for clients). Under QueryPeer Qt hands out a foreign CA's
/// certificate like a good one: this function is the only place that may read a peer certificate.
api::User verifiedUser(const QSslSocket &socket);

} // namespace orrery::http
