// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/turn.h"

#include <QObject>

namespace orrery::http {

/// The bytes of an upgraded connection, both ways.
/// Thread: the api thread. Lifetime: its channel's, which must survive the callbacks; its end closes the connection, once what was
/// written is out.
class Wire final
{
public:
    Wire(std::shared_ptr<Turn> turn, Socket *socket);
    ~Wire();
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;

    void write(const QByteArray &bytes); ///< a peer that lets more than 8 MiB pile up loses the connection
    void setPaused(bool paused);
    qint64 pending() const;
    bool gone() const { return m_dropped || !m_socket; }
    void close(bool expected = false); ///< expected: the peer knows, and sends no more

    std::function<void(const QByteArray &bytes)> onBytes; ///< maybe none, after a pause: the owner may have kept some
    std::function<void()> onGone; ///< the peer; not after close()
    std::function<void()> onWritable; ///< pending() was above the mark and is now well below it
    std::function<void()> onShutDown; ///< the server ends

private:
    void read(bool resumed);
    void lost();

    std::shared_ptr<Turn> m_turn;
    Socket *m_socket; ///< null once gone or closed
    QObject m_context; ///< ends what is queued
    bool m_paused = false;
    bool m_dropped = false;
    mutable bool m_full = false;
};

} // namespace orrery::http
