// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

#include <functional>
#include <memory>

namespace orrery::api {

/// What a watch sends: an event and the bytes that every watcher of the same form shares ("{"type":...,"object":...}\n").
struct WatchFrame
{
    WatchEvent event;
    Cause cause; ///< of the revision behind the event
    QByteArray json; ///< the frame as the watcher asked for it (with a third member "cause", if it did; or in protobuf); may be empty where wantsJson() is false
};

/// A byte stream to the client that follows the response head: a watch, a log, an upgraded connection.
/// Thread: the api thread. Lifetime: shared; after gone() every call does nothing.
class Stream
{
public:
    virtual ~Stream() = default;
    virtual bool wantsJson() const { return true; } ///< false: send(frame) reads event and cause, never json
    virtual void send(const WatchFrame &frame) = 0; ///< a stream whose peer lets more than 8 MiB pile up is ended: the client lists again
    virtual void write(const QByteArray &bytes) = 0;
    virtual void end() = 0;
    virtual qint64 pending() const = 0; ///< bytes not yet taken by the peer; a producer pauses above 64 KiB
    virtual bool gone() const = 0;
    std::function<void()> onGone; ///< once, when the peer goes away
    std::function<void()> onWritable; ///< pending() fell below a quarter of the mark
};

/// A message channel after an upgrade: WebSocket, or SPDY made to look the same. Messages are [channel byte][payload] by the
/// `channel.k8s.io` subprotocols. Thread: the api thread.
class Channel
{
public:
    virtual ~Channel() = default;
    virtual QByteArray subprotocol() const = 0;
    virtual void send(const QByteArray &message) = 0;
    virtual void close(int code = 1000, const QByteArray &reason = {}) = 0;
    virtual qint64 pending() const = 0;
    virtual bool gone() const = 0;
    virtual void setPaused(bool paused) = 0; ///< stop reading from the peer while we can't take more
    virtual void ping() { if (onPong) onPong(); } ///< asks for a sign of life; a peer in this process is alive
    std::function<void(const QByteArray &message)> onMessage;
    std::function<void()> onPong;
    std::function<void()> onGone; ///< once, when the peer goes away; not after our own close()
    std::function<void()> onWritable; ///< pending() fell below a quarter of 64 KiB
};

/// What a port-forward upgrade carries: many connections, each to a port of the pod and each a Channel of its own. Messages on it are
/// [0][bytes] for data either way, [1][text] towards the client for an error, and [255][0] for "no more data from this side".
/// Thread: the api thread. Lifetime: shared; dropping it closes it.
class PortForward
{
public:
    virtual ~PortForward() = default;
    virtual void close() = 0;
    virtual bool gone() const = 0;
    std::function<void(int port, std::shared_ptr<Channel> connection)> onConnection; ///< port is not yet checked; keep the channel, or it closes
    std::function<void()> onGone;
};

/// One request being answered: the server's side of it. A handler answers with respond(), or begin()s a stream, or upgrade()s, once;
/// then or later, on the api thread. An Exchange that dies unanswered answers 500.
/// Implemented by apiserver/http (the wire) and host/loopbacktransport (this process).
/// Thread: the api thread. Lifetime: shared; it outlives its connection.
class Exchange
{
public:
    virtual ~Exchange() = default;
    const Request &request() const { return m_request; }
    Request &request() { return m_request; } ///< the chain fills in user and cause
    virtual bool gone() const = 0; ///< the client went away; an answer is dropped
    virtual void respond(Response response) = 0;
    void respond(const Error &error) { respond(Response::of(error)); }
    virtual std::shared_ptr<Stream> begin(Response head) = 0;
    /// Switches to one of `subprotocols` (first match wins). Null if the request asks for no upgrade or none of them; nothing was sent then.
    virtual std::shared_ptr<Channel> upgrade(const QList<QByteArray> &subprotocols) = 0;
    /// Switches to port-forward over SPDY/3.1, plain or inside a WebSocket. Null if the request asks for neither; nothing was sent then.
    virtual std::shared_ptr<PortForward> upgradePortForward() { return nullptr; }
    /// Switches to what a server behind this one has agreed to: the client gets `head` (101, with that server's headers), and from then on
    /// the channel's messages are bytes as they come. Null if the request asks for no upgrade; nothing was sent then.
    virtual std::shared_ptr<Channel> passThrough(const Response &head) { Q_UNUSED(head) return nullptr; }

protected:
    Request m_request;
};
using ExchangePtr = std::shared_ptr<Exchange>;

} // namespace orrery::api
