// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

#include <QObject>

#include <functional>
#include <memory>

namespace orrery::client {

/// One conversation that goes on: a watch, a followed log, an exec. Destroying it (or cancel()) ends it; no callback comes after
/// cancel() has returned on the thread that the callbacks are delivered on.
/// Thread: made and used on any; callbacks come on the thread of the context object given when it was opened.
class Subscription
{
public:
    virtual ~Subscription() = default;
    virtual void cancel() = 0;
    virtual void send(const QByteArray &) { } ///< exec and port-forward only: one channel message to the server
    virtual qint64 pending() const { return 0; } ///< bytes of send() not yet taken by the network; a producer pauses above 256 KiB
};

struct WatchItem
{
    api::WatchEvent event;
    api::Cause cause; ///< empty where the server does not say
};

struct StreamHandlers
{
    std::function<void(const QByteArray &bytes)> data; ///< log: chunks; channel: whole messages
    std::function<void(api::Result<> result)> ended; ///< once; also when the request was refused
    std::function<void(const QByteArray &subprotocol)> opened; ///< channel: the upgrade was accepted
};

/// How requests travel: HttpTransport (any API server, over TLS) or host's LoopbackTransport (the one in this process).
/// Thread: any. Lifetime: outlives every Client and Subscription made from it.
class Transport
{
public:
    virtual ~Transport() = default;
    /// One request, one answer, `done` once, on an unspecified thread. Error statuses come as Error. Adds the current Cause.
    virtual void send(api::Request request, std::function<void(api::Result<api::Response>)> done) = 0;
    /// A watch. `items` in order, several at a time (none: the server has accepted it, where that is known); then `ended` once. Both on context's thread; context's death cancels.
    virtual std::unique_ptr<Subscription> watch(api::Request request, QObject *context, std::function<void(QList<WatchItem>)> items,
                                                std::function<void(api::Result<>)> ended) = 0;
    /// A body that keeps coming (pods/log?follow).
    virtual std::unique_ptr<Subscription> stream(api::Request request, QObject *context, StreamHandlers handlers) = 0;
    /// An upgrade to WebSocket with one of the subprotocols (exec, attach, portforward).
    virtual std::unique_ptr<Subscription> channel(api::Request request, QList<QByteArray> subprotocols, QObject *context,
                                                  StreamHandlers handlers) = 0;
};

} // namespace orrery::client
