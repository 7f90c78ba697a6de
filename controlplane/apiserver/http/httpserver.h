// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>

namespace orrery::http {

/// PEM material of the listener. Client certificates are asked for, not required.
struct Tls
{
    QByteArray certificatePem, keyPem; ///< the server's own
    QByteArray clientCaPem; ///< only certificates of this CA identify a client
};

struct Limits
{
    qint64 head = 64 * 1024;
    qint64 body = 3 * 1024 * 1024;
    int handshakeMs = 10'000, headMs = 15'000, bodyMs = 60'000, idleMs = 180'000;
    int pipeline = 16, connections = 4096;
};

/// HTTPS in front of one handler, on QtHttpServer: TLS, limits, timeouts, pipelining in order, watch frames, upgrades (WebSocket, and
/// SPDY/3.1 presented as an api::Channel), gzip where accepted. All that knows QtHttpServer and its versions is in this folder.
/// Fills request().user for a verified client certificate (CN = name, O = groups); otherwise leaves it empty.
/// Thread: the api thread. Lifetime: QObject parent.
class HttpServer final : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<void(const api::ExchangePtr &)>;
    explicit HttpServer(Handler handler, Limits limits = {}, QObject *parent = nullptr);
    ~HttpServer() override;

    /// Listens on address:port (0: any free one). Errors: InternalError with the reason (port in use, bad PEM). Returns the port.
    api::Result<quint16> listen(const QHostAddress &address, quint16 port, const Tls &tls);
    void setTls(const Tls &tls); ///< for new connections: a renewed certificate
    /// Stops listening, ends streams cleanly, closes connections once their answers are out. closed: called when none is
    /// left, maybe at once; not if the server ends before.
    void close(std::function<void()> closed = {});

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::http
