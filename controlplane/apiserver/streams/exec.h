// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/session.h"

namespace orrery::streams {

/// pods/exec and pods/attach: the client's channels joined to the node's; the exit as a Status on channel 3.
class ExecSession final : public Session
{
public:
    ExecSession(Sessions &sessions, api::ExchangePtr exchange, Tunnel &tunnel, const api::TunnelOpen &open);
    ~ExecSession() override;

private:
    void opened();
    void fromClient(const QByteArray &message);
    void fromNode(int channel, const QByteArray &bytes);
    void closed(const api::Value &status);

    api::ExchangePtr m_exchange; ///< null once it is upgraded or refused
    std::shared_ptr<api::Channel> m_client; ///< null until then
    const std::shared_ptr<TunnelStream> m_node;
    const bool m_out, m_err;
    QTimer m_timer;
    qint64 m_held = 0;
    bool m_statusSent = false;
};

} // namespace orrery::streams
