// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/runtime.h"

#include <QObject>

namespace orrery::cri {

/// What FakeRuntime opens: "fake:exec:COMMAND" answers with the command line and echoes its input to the end;
/// "fake:port:TEXT" answers any request with one line of HTTP. Thread: the one it was made on. Lifetime: the opener's.
class FakeConversation final : public QObject, public Conversation
{
    Q_OBJECT
public:
    FakeConversation(const QByteArray &address, const Terminal &terminal, int port, Handlers handlers);
    void send(int channel, const QByteArray &bytes) override;
    void closeChannel(int channel) override;
    qint64 pending() const override { return 0; }
    void setPaused(bool) override { }

private:
    void start();
    void finish();
    QByteArray m_address;
    Terminal m_terminal;
    int m_port;
    Handlers m_handlers;
    bool m_finished = false;
};

} // namespace orrery::cri
