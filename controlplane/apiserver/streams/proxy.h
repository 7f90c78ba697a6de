// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/dialer.h"
#include "controlplane/apiserver/streams/proxyrequest.h"
#include "controlplane/apiserver/streams/session.h"

namespace orrery::streams {

/// pods/proxy, services/proxy and nodes/proxy: a client's request, made of a server in the cluster, with its answer
/// streamed back. Requests come whole (the listener bounds them), answers as they come; upgrades pass through. Thread:
/// the api thread. Lifetime: ApiServer's; its end ends what is under way.
class Proxy final
{
public:
    explicit Proxy(const Dialer &dialer)
        : m_dialer(dialer)
    {
    }

    /// What the request's path names, with Kubernetes' errors.
    void serve(const api::ExchangePtr &exchange);

private:
    api::Result<ConnectionPtr> pod(const QByteArray &ns, const QByteArray &id) const;
    api::Result<ConnectionPtr> service(const QByteArray &ns, const QByteArray &id) const;
    api::Result<ConnectionPtr> node(const QByteArray &id) const;

    const Dialer &m_dialer;
    Sessions m_sessions;
};

/// One proxied request. Thread: the api thread. Lifetime: its Sessions', until both sides are done.
class ProxySession final : public Session
{
public:
    ProxySession(Sessions &sessions, api::ExchangePtr exchange, ConnectionPtr connection, const HttpRequest &request,
                 const QByteArray &prefix);
    ~ProxySession() override;

private:
    void answered(const api::Response &head);
    void body(const QByteArray &bytes);
    void done(const api::Result<> &how);
    void beginStream();
    void beginPassThrough(const api::Response &head);
    void toClient(const QByteArray &bytes, qint64 consumed);

    api::ExchangePtr m_exchange; ///< null once it is answered
    const QByteArray m_prefix, m_host;
    std::shared_ptr<HttpCall> m_call;
    std::shared_ptr<api::Stream> m_stream; ///< the answer, once it is streamed...
    std::shared_ptr<api::Channel> m_channel; ///< ...or the upgraded connection
    api::Response m_head;
    bool m_hasHead = false, m_collects = false, m_isHtml = false;
    QByteArray m_tail; ///< of a page: a tag that is not complete yet
    qint64 m_held = 0;
    QTimer m_timer;
};

} // namespace orrery::streams
