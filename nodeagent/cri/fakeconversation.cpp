// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/fakeconversation.h"

namespace orrery::cri {

FakeConversation::FakeConversation(const QByteArray &address, const Terminal &terminal, int port, Handlers handlers)
    : m_address(address)
    , m_terminal(terminal)
    , m_port(port)
    , m_handlers(std::move(handlers))
{
    QMetaObject::invokeMethod(
        this, [this] { start(); }, Qt::QueuedConnection);
}

void FakeConversation::start()
{
    if (m_handlers.opened)
        m_handlers.opened();
    if (m_port)
        return;
    if (m_terminal.out && m_handlers.data)
        m_handlers.data(Stdout, m_address.mid(int(strlen("fake:exec:"))) + (m_terminal.tty ? "\r\n" : "\n"));
    if (!m_terminal.in)
        finish();
}

void FakeConversation::send(int channel, const QByteArray &bytes)
{
    if (m_finished || !m_handlers.data)
        return;
    if (channel == Stdin && m_terminal.out) {
        QByteArray echo = bytes;
        if (m_terminal.tty)
            echo.replace('\r', "\r\n");
        m_handlers.data(Stdout, echo);
        if (m_terminal.tty && bytes.contains('\x04'))
            finish();
    } else if (channel == Data) {
        const QByteArray body = m_address.mid(int(strlen("fake:port:"))) + '\n';
        m_handlers.data(Data,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                            + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        finish();
    }
}

void FakeConversation::closeChannel(int channel)
{
    if (channel == Stdin || channel == Data)
        finish();
}

void FakeConversation::finish()
{
    if (std::exchange(m_finished, true))
        return;
    // Later: the caller may be inside send().
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_port && m_handlers.data)
                m_handlers.data(Error, R"({"metadata":{},"status":"Success"})");
            if (auto ended = std::exchange(m_handlers.ended, nullptr))
                ended({});
        },
        Qt::QueuedConnection);
}

} // namespace orrery::cri
