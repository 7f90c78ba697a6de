// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/wireexchange.h"

#include "controlplane/api/accept.h"
#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"
#include "controlplane/apiserver/http/bytechannel.h"
#include "controlplane/apiserver/http/connection.h"
#include "controlplane/apiserver/http/gzip.h"
#include "controlplane/apiserver/http/socket.h"
#include "controlplane/apiserver/http/spdyexec.h"
#include "controlplane/apiserver/http/spdyportforward.h"
#include "controlplane/apiserver/http/websocketchannel.h"
#include "controlplane/apiserver/http/wirestream.h"

#include <QFutureWatcher>
#include <QLoggingCategory>
#include <QPromise>
#include <QThreadPool>

namespace orrery::http {

Q_LOGGING_CATEGORY(lc, "orrery.http")

/// Bodies from here on are compressed for those who accept it (Kubernetes' own limit).
static constexpr qsizetype compressFrom = 128 * 1024;
/// Up to here head and body share one TLS record; above, the body's bytes are not copied.
static constexpr qsizetype joinUpTo = 16 * 1024;

WireExchange::WireExchange(std::shared_ptr<Turn> turn, Flusher &flusher, QByteArray body, const api::User &user,
                           const QByteArray &address)
    : m_turn(std::move(turn))
    , m_flusher(&flusher)
{
    Head &head = m_turn->head;
    m_request.method = std::move(head.method);
    m_request.path = std::move(head.path);
    m_request.query = api::Query(head.query);
    m_request.headers = std::move(head.headers);
    m_request.body = std::move(body);
    m_request.user = user;
    m_request.peer = address;
}

WireExchange::~WireExchange()
{
    if (!m_turn->started && m_turn->connection)
        respond(api::error(api::Reason::InternalError, "the server dropped the request"));
}

static void answer(const std::shared_ptr<Turn> &turn, const api::Response &response, const QByteArray &body,
                   bool isHead)
{
    const bool bodiless = response.status == 204 || response.status == 304;
    QByteArray head = responseHead(response, bodiless ? -1 : body.size(), false, turn->head.close);
    if (isHead || bodiless) {
        turn->write(head);
    } else if (body.size() <= joinUpTo) {
        head += body;
        turn->write(head);
    } else {
        turn->write(head);
        turn->write(body);
    }
    turn->finish();
}

/// A Status, and whatever else is answered without a thought of forms, as the client reads it.
static void inClientsForm(api::Response &response, const QByteArray &accept)
{
    const api::WireForm form = api::preferredForm(accept);
    if (form == api::WireForm::Yaml) {
        response.body = api::toYaml(response.object.document());
        response.contentType = "application/yaml";
    } else if (form == api::WireForm::Protobuf) {
        if (auto bytes = api::toProtobuf(api::Schema::builtin(), response.object.document())) {
            response.body = *std::move(bytes);
            response.contentType = api::protobufMediaType.toByteArray();
        }
    }
}

void WireExchange::respond(api::Response response)
{
    if (m_turn->started) {
        qCWarning(lc) << "answered twice path=" << m_request.path;
        return;
    }
    m_turn->started = true;
    if (!m_turn->connection)
        return;
    if (response.object && response.body.isEmpty())
        inClientsForm(response, m_request.headers.value("accept"));
    const QByteArray body = response.json();
    if (body.size() < compressFrom || isHead() || response.headers.contains("content-encoding")
        || !acceptsGzip(m_request.headers.value("accept-encoding")))
        return answer(m_turn, response, body, isHead());

    // Tens of milliseconds for a large list: not on this thread. The turn keeps the answer's place.
    response.object = {};
    response.list.reset();
    response.body.clear();
    auto *watcher = new QFutureWatcher<QByteArray>(m_turn->connection);
    QObject::connect(watcher, &QFutureWatcherBase::finished, watcher,
                     [watcher, turn = m_turn, response, body]() mutable {
                         const QByteArray compressed = watcher->result();
                         watcher->deleteLater();
                         if (!compressed.isEmpty()) {
                             response.headers.add("content-encoding", "gzip");
                             response.headers.add("vary", "Accept-Encoding");
                         }
                         answer(turn, response, compressed.isEmpty() ? body : compressed, false);
                     });
    auto promise = std::make_shared<QPromise<QByteArray>>();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, body] {
        promise->start();
        promise->addResult(gzip(body));
        promise->finish();
    });
}

std::shared_ptr<api::Stream> WireExchange::begin(api::Response head)
{
    using Framing = WireStream::Framing;
    const bool first = !std::exchange(m_turn->started, true);
    Framing framing = Framing::None;
    if (first && !isHead()) {
        framing = m_turn->head.minor >= 1 ? Framing::Chunked : Framing::UntilClose;
        if (framing == Framing::UntilClose)
            m_turn->head.close = true;
    }
    if (first) {
        m_turn->write(responseHead(head, -1, framing == Framing::Chunked, m_turn->head.close));
    } else {
        qCWarning(lc) << "answered twice path=" << m_request.path;
        // A stream that leads nowhere, so that the caller needs no test.
        return std::make_shared<WireStream>(std::make_shared<Turn>(nullptr, Head()), m_flusher, Framing::None);
    }
    auto stream = std::make_shared<WireStream>(m_turn, m_flusher, framing);
    if (framing == Framing::None)
        stream->end();
    else if (!head.body.isEmpty())
        stream->write(head.body);
    return stream;
}

/// The first of the comma-separated words that is among those.
static QByteArray firstMatch(const QByteArray &offered, const QList<QByteArray> &accepted)
{
    for (const QByteArray &word : offered.split(',')) {
        if (accepted.contains(word.trimmed()))
            return word.trimmed();
    }
    return {};
}

std::shared_ptr<api::Channel> WireExchange::acceptWebSocket(const QList<QByteArray> &subprotocols)
{
    const api::Headers &headers = m_request.headers;
    const QByteArray key = headers.value("sec-websocket-key");
    const QByteArray subprotocol = firstMatch(headers.value("sec-websocket-protocol"), subprotocols);
    if (m_request.method != "GET" || headers.value("sec-websocket-version") != "13"
        || QByteArray::fromBase64(key).size() != 16 || subprotocol.isEmpty())
        return nullptr;
    Socket *socket = m_turn->takeSocket();
    if (!socket)
        return nullptr;
    socket->write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + webSocketAccept(key) + "\r\nSec-WebSocket-Protocol: " + subprotocol + "\r\n\r\n");
    return WebSocketChannel::create(std::make_unique<Wire>(m_turn, socket), subprotocol);
}

QByteArray WireExchange::acceptSpdy(const QList<QByteArray> &subprotocols, std::shared_ptr<api::Channel> &bytes)
{
    const QByteArray subprotocol = firstMatch(m_request.headers.value("x-stream-protocol-version"), subprotocols);
    if (subprotocol.isEmpty())
        return {};
    Socket *socket = m_turn->takeSocket();
    if (!socket)
        return {};
    socket->write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: "
        + subprotocol + "\r\n\r\n");
    bytes = ByteChannel::create(std::make_unique<Wire>(m_turn, socket));
    return subprotocol;
}

std::shared_ptr<api::Channel> WireExchange::upgrade(const QList<QByteArray> &subprotocols)
{
    switch (m_turn->head.upgrade) {
    case Head::Upgrade::None:
        return nullptr;
    case Head::Upgrade::WebSocket:
        return acceptWebSocket(subprotocols);
    case Head::Upgrade::Spdy:
        break;
    }
    QList<QByteArray> spoken; // half closes and v5's framing are WebSocket's; SPDY has its own
    for (const QByteArray &subprotocol : {QByteArray("v4.channel.k8s.io")}) {
        if (subprotocols.contains(subprotocol))
            spoken.append(subprotocol);
    }
    std::shared_ptr<api::Channel> bytes;
    const QByteArray subprotocol = acceptSpdy(spoken, bytes);
    if (!bytes)
        return nullptr;
    const bool tty = m_request.query.flag("tty");
    return SpdyExec::create(std::move(bytes), subprotocol,
                            {.in = m_request.query.flag("stdin"),
                             .out = m_request.query.flag("stdout"),
                             .err = m_request.query.flag("stderr") && !tty,
                             .resize = tty});
}

std::shared_ptr<api::Channel> WireExchange::passThrough(const api::Response &head)
{
    if (m_turn->head.upgrade == Head::Upgrade::None)
        return nullptr;
    Socket *socket = m_turn->takeSocket();
    if (!socket)
        return nullptr;
    socket->write(responseHead(head, -1, false, false));
    return ByteChannel::create(std::make_unique<Wire>(m_turn, socket));
}

std::shared_ptr<api::PortForward> WireExchange::upgradePortForward()
{
    std::shared_ptr<api::Channel> bytes;
    if (m_turn->head.upgrade == Head::Upgrade::WebSocket)
        bytes = acceptWebSocket({"SPDY/3.1+portforward.k8s.io"});
    else if (m_turn->head.upgrade == Head::Upgrade::Spdy)
        acceptSpdy({"portforward.k8s.io"}, bytes);
    if (!bytes)
        return nullptr;
    return SpdyPortForward::create(std::move(bytes));
}

} // namespace orrery::http
