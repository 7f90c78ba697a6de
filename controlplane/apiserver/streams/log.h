// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/session.h"

namespace orrery::streams {

/// pods/log: text as it comes; a refusal by the node before the first byte is the answer.
class LogSession final : public Session
{
public:
    LogSession(Sessions &sessions, api::ExchangePtr exchange, Tunnel &tunnel, const api::TunnelOpen &open);
    ~LogSession() override;

private:
    void begin();
    void data(const QByteArray &bytes);
    void closed(const api::Value &status);

    const api::ExchangePtr m_exchange;
    std::shared_ptr<api::Stream> m_client; ///< null until the answer has begun
    const std::shared_ptr<TunnelStream> m_node;
    QTimer m_timer;
    qint64 m_held = 0; ///< bytes whose credit waits for the client
};

} // namespace orrery::streams
