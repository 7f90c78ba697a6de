// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/streams.h"

#include "controlplane/apiserver/streams/console.h"
#include "controlplane/apiserver/streams/exec.h"
#include "controlplane/apiserver/streams/forward.h"
#include "controlplane/apiserver/streams/log.h"
#include "controlplane/apiserver/streams/podrequest.h"
#include "controlplane/apiserver/streams/tunnelconnection.h"

#include <QLoggingCategory>

namespace orrery::streams {

Q_LOGGING_CATEGORY(lc, "orrery.streams")

using api::Reason;

api::Error refusal(const api::Value &status)
{
    if (status.isNull())
        return api::error(Reason::InternalError, "the node ended the stream before it began");
    const auto code = int(status["code"].integer(500));
    return api::fromStatus(status, code >= 400 && code < 600 ? code : 500);
}

class Streams::Private
{
public:
    explicit Private(Streams *q, Heartbeat heartbeat)
        : q(q)
        , heartbeat(heartbeat)
    {
    }

    Tunnel *tunnel(const QByteArray &node) const
    {
        const auto it = tunnels.find(node);
        return it == tunnels.end() ? nullptr : it->second.get();
    }
    api::Result<Tunnel *> tunnelOf(const api::Object &pod) const
    {
        const QByteArray node = pod.spec()["nodeName"].bytes();
        if (Tunnel *found = tunnel(node))
            return found;
        return api::error(Reason::InternalError, "error dialing backend: node \"" + node + "\" is not connected");
    }
    void drop(const QByteArray &node, Tunnel *which, const QByteArray &why);
    api::Result<> log(const api::ExchangePtr &exchange, const api::Object &pod);
    api::Result<> process(const api::ExchangePtr &exchange, const api::Object &pod, bool attach);
    api::Result<> portForward(const api::ExchangePtr &exchange, const api::Object &pod);

    Streams *const q;
    const Heartbeat heartbeat;
    Sessions sessions;
    struct Hash
    {
        size_t operator()(const QByteArray &name) const { return qHash(name); }
    };
    std::unordered_map<QByteArray, std::unique_ptr<Tunnel>, Hash> tunnels; // after the sessions: its end closes theirs
};

Streams::Streams(Heartbeat heartbeat)
    : d(std::make_unique<Private>(this, heartbeat))
{
}

Streams::~Streams()
{
    onTunnel = nullptr;
}

void Streams::Private::drop(const QByteArray &node, Tunnel *which, const QByteArray &why)
{
    const auto it = tunnels.find(node);
    if (it == tunnels.end() || it->second.get() != which)
        return;
    qCInfo(lc) << "tunnel lost node=" << node << "reason=" << why;
    auto dying = std::move(it->second);
    tunnels.erase(it);
    dying.release()->deleteLater(); // we are within one of its callbacks
    if (q->onTunnel)
        q->onTunnel(node, false);
}

void Streams::attachNode(const api::ExchangePtr &exchange, const QByteArray &nodeName)
{
    const auto channel = exchange->upgrade({api::tunnelSubprotocol.toByteArray()});
    if (!channel) {
        exchange->respond(api::error(Reason::BadRequest,
                                     "a tunnel needs an upgrade to WebSocket with the subprotocol "
                                         + api::tunnelSubprotocol.toByteArray()));
        return;
    }
    auto tunnel = std::make_unique<Tunnel>(channel, d->heartbeat.ping, d->heartbeat.silence);
    Tunnel *const raw = tunnel.get();
    QObject::connect(raw, &Tunnel::lost, raw,
                     [this, raw, nodeName](const QByteArray &why) { d->drop(nodeName, raw, why); });
    qCInfo(lc) << "tunnel attached node=" << nodeName;
    d->tunnels[nodeName] = std::move(tunnel); // the end of an older one ends its streams
    if (onTunnel)
        onTunnel(nodeName, true);
}

bool Streams::isConnected(const QByteArray &nodeName) const
{
    return d->tunnel(nodeName);
}

api::Result<ConnectionPtr> Streams::dial(const QByteArray &nodeName, const api::TunnelOpen &open)
{
    Tunnel *const tunnel
        = nodeName.isEmpty() && !d->tunnels.empty() ? d->tunnels.begin()->second.get() : d->tunnel(nodeName);
    if (!tunnel)
        return api::error(Reason::InternalError,
                          nodeName.isEmpty() ? QByteArray("no node is connected")
                                             : "node \"" + nodeName + "\" is not connected");
    return connectionOver(tunnel->open(open));
}

api::Result<> Streams::Private::log(const api::ExchangePtr &exchange, const api::Object &pod)
{
    ORRERY_TRY(open, logRequest(pod, exchange->request().query));
    if (pod.spec()["nodeName"].text().isEmpty()) { // nothing has run yet, so nothing was said
        exchange->respond(api::Response::text({}));
        return {};
    }
    ORRERY_TRY(tunnel, tunnelOf(pod));
    sessions.add<LogSession>(exchange, *tunnel, open);
    return {};
}

api::Result<> Streams::Private::process(const api::ExchangePtr &exchange, const api::Object &pod, bool attach)
{
    const api::Query &query = exchange->request().query;
    ORRERY_TRY(open, attach ? attachRequest(pod, query) : execRequest(pod, query));
    ORRERY_TRY(tunnel, tunnelOf(pod));
    sessions.add<ExecSession>(exchange, *tunnel, open);
    return {};
}

api::Result<> Streams::Private::portForward(const api::ExchangePtr &exchange, const api::Object &pod)
{
    const QByteArray node = pod.spec()["nodeName"].bytes();
    if (node.isEmpty())
        return api::error(Reason::BadRequest, "pod " + pod.name() + " does not have a host assigned");
    ORRERY_TRY(tunnel, tunnelOf(pod));
    if (const auto client = exchange->upgradePortForward()) {
        sessions.add<SpdyForwardSession>(
            client, [this, node] { return this->tunnel(node); }, pod);
        return {};
    }
    ORRERY_TRY(ports, forwardedPorts(exchange->request().query));
    const auto client = exchange->upgrade({"v4.channel.k8s.io", "v5.channel.k8s.io"});
    if (!client)
        return api::error(Reason::BadRequest,
                          "unable to upgrade: the request asks for none of the protocols of port-forward");
    sessions.add<WebSocketForwardSession>(client, *tunnel, pod, ports);
    return {};
}

/// Over the wire an upgrade is asked for in the head. (In this process there is no head.)
static bool asksForUpgrade(const api::Request &request)
{
    return request.headers.contains("upgrade") || request.peer == "loopback";
}

void Streams::serve(const api::ExchangePtr &exchange, const api::Object &pod, QByteArrayView subresource)
{
    api::Result<> result = api::error(Reason::NotFound, "the server could not find the requested resource");
    if (subresource == "log")
        result = d->log(exchange, pod);
    else if (subresource != "exec" && subresource != "attach" && subresource != "portforward")
        ;
    else if (!asksForUpgrade(exchange->request()))
        result = api::error(Reason::BadRequest, "Upgrade request required");
    else if (subresource == "portforward")
        result = d->portForward(exchange, pod);
    else
        result = d->process(exchange, pod, subresource == "attach");
    if (!result)
        exchange->respond(result.error());
}

void Streams::console(const api::ExchangePtr &exchange, const QString &file)
{
    d->sessions.add<ConsoleSession>(exchange, file);
}

} // namespace orrery::streams
