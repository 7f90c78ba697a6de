// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/proxy.h"

#include "controlplane/apiserver/streams/streams.h"
#include "controlplane/store/store.h"

namespace orrery::streams {

using namespace std::chrono_literals;
using api::Reason;

/// How long a server may think. Then: answers up to here are sent whole, with their length.
static constexpr auto headTimeout = 5min;
static constexpr qint64 smallAnswer = 64 * 1024;
static constexpr qsizetype longestTag = 16 * 1024;

static api::Error unreachable(const QByteArray &why)
{
    return api::error(Reason::ServiceUnavailable, "error trying to reach service: " + why);
}

static api::Error notFound(const QByteArray &resource, const QByteArray &name)
{
    api::Error error = api::error(Reason::NotFound, resource + " \"" + name + "\" not found");
    error.kind = resource;
    error.name = name;
    return error;
}

/// A port of a pod or node by its number; names mean nothing there.
static api::Result<int> portNumber(const QByteArray &text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    if (!ok || port < 1 || port > 65535)
        return unreachable("dial tcp: lookup tcp/" + text + ": unknown port");
    return port;
}

static ConnectionPtr withScheme(ConnectionPtr connection, const QByteArray &scheme)
{
    // As in Kubernetes, who answers behind a proxy need not prove who he is.
    return scheme == "https" ? tlsOver(std::move(connection), {{}, {}, false}) : connection;
}

api::Result<ConnectionPtr> Proxy::pod(const QByteArray &ns, const QByteArray &id) const
{
    const auto wanted = splitSchemeNamePort(id);
    if (!wanted)
        return api::error(Reason::BadRequest, "invalid pod request \"" + id + '"');
    const auto entry = m_dialer.store().get("/registry/pods/" + ns + '/' + wanted->name);
    if (!entry)
        return notFound("pods", wanted->name);
    int port = wanted->scheme == "https" ? 443 : 80;
    if (!wanted->port.isEmpty()) {
        ORRERY_TRY(number, portNumber(wanted->port));
        port = number;
    } else {
        for (const api::Value &container : entry->object.spec()["containers"].items()) {
            if (container["ports"].size() > 0) {
                port = int(container["ports"].at(0)["containerPort"].integer());
                break;
            }
        }
    }
    if (entry->object.status()["podIP"].text().isEmpty())
        return api::error(Reason::BadRequest, "address not allowed");
    auto connection = m_dialer.pod(entry->object, port);
    if (!connection)
        return unreachable(connection.error().message);
    return withScheme(*connection, wanted->scheme);
}

api::Result<ConnectionPtr> Proxy::service(const QByteArray &ns, const QByteArray &id) const
{
    const auto wanted = splitSchemeNamePort(id);
    if (!wanted)
        return api::error(Reason::BadRequest, "invalid service request \"" + id + '"');
    const auto entry = m_dialer.store().get("/registry/services/" + ns + '/' + wanted->name);
    if (!entry)
        return notFound("services", wanted->name);
    QByteArray portName = wanted->port;
    bool isNumber = false;
    const int number = wanted->port.toInt(&isNumber);
    if (isNumber) {
        bool found = false;
        for (const api::Value &port : entry->object.spec()["ports"].items()) {
            if (port["port"].integer() == number) {
                portName = port["name"].bytes();
                found = true;
                break;
            }
        }
        if (!found)
            return api::error(Reason::ServiceUnavailable,
                              "no service port " + wanted->port + " found for service \"" + wanted->name + '"');
    }
    ORRERY_TRY(connection, m_dialer.servicePort({ns, wanted->name}, portName, id));
    return withScheme(connection, wanted->scheme);
}

api::Result<ConnectionPtr> Proxy::node(const QByteArray &id) const
{
    const auto wanted = splitSchemeNamePort(id);
    if (!wanted)
        return api::error(Reason::BadRequest, "invalid node request \"" + id + '"');
    const auto entry = m_dialer.store().get("/registry/nodes/" + wanted->name);
    if (!entry)
        return notFound("nodes", wanted->name);
    const api::Value &daemon = entry->object.status()["daemonEndpoints"]["kubeletEndpoint"]["Port"];
    const bool kubelet = wanted->port.isEmpty() || wanted->port == QByteArray::number(daemon.integer(10250));
    auto connection = kubelet ? m_dialer.kubelet(wanted->name) : [&]() -> api::Result<ConnectionPtr> {
        ORRERY_TRY(port, portNumber(wanted->port));
        return m_dialer.nodePort(entry->object, port);
    }();
    if (!connection)
        return unreachable(connection.error().message);
    return kubelet ? *connection : withScheme(*connection, wanted->scheme);
}

void Proxy::serve(const api::ExchangePtr &exchange)
{
    const auto path = splitProxyPath(exchange->request().path);
    auto connection = path.resource == "pods" ? pod(path.ns, path.id)
        : path.resource == "services"         ? service(path.ns, path.id)
                                              : node(path.id);
    if (!connection)
        return exchange->respond(connection.error());
    const HttpRequest request = proxyRequest(exchange->request(), path.rest);
    if (path.rest.isEmpty() && !request.upgrade) { // links of the page are relative to a folder
        api::Response moved = api::Response::text({}, 301);
        const QByteArray query = exchange->request().query.encoded();
        moved.headers.add("location", path.prefix + '/' + (query.isEmpty() ? QByteArray() : '?' + query));
        return exchange->respond(moved);
    }
    m_sessions.add<ProxySession>(exchange, *connection, request, path.prefix);
}

// ---------------------------------------------------------------------------------------------------------------------
// a session

ProxySession::ProxySession(Sessions &sessions, api::ExchangePtr exchange, ConnectionPtr connection,
                           const HttpRequest &request, const QByteArray &prefix)
    : Session(sessions)
    , m_exchange(std::move(exchange))
    , m_prefix(prefix)
    , m_host(request.host)
{
    HttpCall::Handlers handlers;
    handlers.head = [this](const api::Response &head) { answered(head); };
    handlers.body = [this](const QByteArray &bytes) { body(bytes); };
    handlers.done = [this](const api::Result<> &how) { done(how); };
    m_call = HttpCall::start(std::move(connection), request, std::move(handlers));
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                     [this] { done(api::error(Reason::Timeout, "timeout awaiting response headers")); });
    m_timer.start(headTimeout);
}

ProxySession::~ProxySession()
{
    if (m_stream) {
        m_stream->onGone = m_stream->onWritable = nullptr;
        m_stream->end();
    }
    if (m_channel) {
        m_channel->onMessage = nullptr;
        m_channel->onGone = m_channel->onWritable = nullptr;
        m_channel->close();
    }
}

void ProxySession::answered(const api::Response &head)
{
    if (isFinished())
        return;
    m_timer.stop();
    m_hasHead = true;
    m_head = proxyAnswer(head, m_prefix, m_host);
    if (head.status == 101)
        return beginPassThrough(m_head);
    const bool toHead = m_exchange->request().method == "HEAD";
    const qint64 length = m_call->contentLength();
    m_isHtml = !toHead && m_head.contentType.startsWith("text/html") && !m_head.headers.contains("content-encoding");
    m_collects = !toHead && length >= 0 && length <= smallAnswer;
    if (toHead && length >= 0)
        m_head.headers.add("content-length", QByteArray::number(length));
    if (!m_collects)
        beginStream();
}

void ProxySession::beginStream()
{
    m_stream = std::exchange(m_exchange, nullptr)->begin(m_head);
    m_stream->onGone = [this] { finish(); };
    m_stream->onWritable = [this] { m_call->consumed(std::exchange(m_held, 0)); };
    if (m_stream->gone())
        finish();
}

void ProxySession::beginPassThrough(const api::Response &head)
{
    m_channel = m_exchange->passThrough(head);
    if (!m_channel)
        return done(api::error(Reason::BadRequest, "the server switched protocols unasked"));
    m_exchange.reset();
    m_channel->onMessage = [this](const QByteArray &bytes) {
        m_call->connection().write(bytes);
        if (m_call->connection().pending() > highWaterMark)
            m_channel->setPaused(true);
    };
    m_channel->onGone = [this] { finish(); };
    m_channel->onWritable = [this] { m_call->consumed(std::exchange(m_held, 0)); };
    m_call->connection().onWritable = [this] {
        if (!isFinished())
            m_channel->setPaused(false);
    };
    if (m_channel->gone())
        finish();
}

void ProxySession::toClient(const QByteArray &bytes, qint64 consumed)
{
    if (m_stream)
        m_stream->write(bytes);
    else if (m_channel)
        m_channel->send(bytes);
    m_held += consumed;
    if ((m_stream ? m_stream->pending() : m_channel->pending()) <= highWaterMark)
        m_call->consumed(std::exchange(m_held, 0));
}

void ProxySession::body(const QByteArray &bytes)
{
    if (isFinished())
        return;
    if (m_collects) {
        m_head.body += bytes;
        return m_call->consumed(bytes.size());
    }
    if (!m_isHtml)
        return toClient(bytes, bytes.size());
    m_tail += bytes;
    qsizetype whole = m_tail.lastIndexOf('>') + 1;
    if (m_tail.size() - whole > longestTag)
        whole = m_tail.size();
    const QByteArray page = m_tail.left(whole);
    m_tail.remove(0, whole);
    toClient(rewriteLinks(page, m_prefix), bytes.size());
}

void ProxySession::done(const api::Result<> &how)
{
    if (isFinished())
        return;
    m_timer.stop();
    if (const auto exchange = std::exchange(m_exchange, nullptr)) {
        if (how && m_collects) {
            if (m_isHtml)
                m_head.body = rewriteLinks(m_head.body, m_prefix);
            exchange->respond(m_head);
        } else {
            exchange->respond(unreachable(how ? QByteArray("EOF") : how.error().message));
        }
    } else if (m_stream && !m_tail.isEmpty()) {
        m_stream->write(std::exchange(m_tail, {}));
    }
    finish();
}

} // namespace orrery::streams
