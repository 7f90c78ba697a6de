// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/wire.h"

#include "controlplane/apiserver/http/connection.h"
#include "controlplane/apiserver/http/socket.h"
#include "controlplane/apiserver/http/wirestream.h"

namespace orrery::http {

Wire::Wire(std::shared_ptr<Turn> turn, Socket *socket)
    : m_turn(std::move(turn))
    , m_socket(socket)
{
    QObject::connect(socket, &QIODevice::readyRead, &m_context, [this] { read(false); });
    m_turn->onGone = [this] { lost(); };
    m_turn->onWritable = [this] {
        if (m_full && pending() < highWaterMark / 4) {
            m_full = false;
            if (const auto writable = onWritable)
                writable();
        }
    };
    m_turn->onShutDown = [this] {
        if (const auto shutDown = onShutDown)
            shutDown();
        else
            close();
    };
    setPaused(false); // the first bytes may be here already; deliver them once the owner has set its callbacks
}

Wire::~Wire()
{
    close();
}

void Wire::lost()
{
    m_socket = nullptr;
    if (const auto gone = std::exchange(onGone, nullptr))
        gone();
}

void Wire::write(const QByteArray &bytes)
{
    if (gone())
        return;
    m_socket->write(bytes);
    if (pending() > maxPending) {
        m_dropped = true;
        QMetaObject::invokeMethod(m_turn->connection, &Connection::abort, Qt::QueuedConnection);
    }
}

void Wire::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(
            &m_context, [this] { read(true); }, Qt::QueuedConnection);
}

qint64 Wire::pending() const
{
    const qint64 bytes = m_socket ? m_socket->pending() : 0;
    m_full = m_full || bytes > highWaterMark;
    return bytes;
}

void Wire::read(bool resumed)
{
    if (m_paused || gone() || (!resumed && !m_socket->bytesAvailable()))
        return;
    const QByteArray bytes = m_socket->readAll();
    if (onBytes)
        onBytes(bytes);
}

void Wire::close(bool expected)
{
    if (!m_socket)
        return;
    QObject::disconnect(m_socket, nullptr, &m_context, nullptr);
    m_socket = nullptr;
    onGone = nullptr;
    m_turn->head.close = true;
    if (expected)
        m_turn->expectEnd();
    m_turn->finish();
}

} // namespace orrery::http
