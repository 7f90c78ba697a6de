// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/runtime.h"

#include <QObject>

class QTcpSocket;

namespace orrery::cri {

/// The client's side of a CRI streaming address: SPDY/3.1 over plain TCP, as containerd's streaming server speaks it
/// (its WebSocket has no way to end stdin, so it is not used). exec and attach: streams error, stdin, stdout, stderr,
/// resize; port-forward: error, data. Only 127.0.0.1 addresses are taken. Bounds: frames 1 MiB. Thread: the one it was
/// made on, which has an event loop. Lifetime: the opener's; it hangs up when destroyed.
class SpdyConversation final : public QObject, public Conversation
{
    Q_OBJECT
public:
    /// port: for port-forward, else 0.
    SpdyConversation(const QByteArray &address, const Terminal &terminal, int port, Handlers handlers);
    ~SpdyConversation() override;
    void send(int channel, const QByteArray &bytes) override;
    void closeChannel(int channel) override;
    qint64 pending() const override;
    void setPaused(bool paused) override;

private:
    struct Deflate;
    struct Stream
    {
        int channel;
        quint32 id;
        bool localEnd = false, remoteEnd = false;
    };
    void start();
    void openStreams();
    void openStream(int channel, const QByteArray &type);
    void readSome();
    bool readHead();
    void takeFrames();
    void takeControl(quint16 type, const QByteArray &payload);
    void takeData(quint32 id, bool end, const QByteArray &payload);
    void endStream(quint32 id);
    void writeFrame(quint32 first, quint8 flags, const QByteArray &payload);
    void finish(Result<> result);

    QByteArray m_host, m_path;
    quint16 m_tcpPort = 0;
    Terminal m_terminal;
    int m_port;
    Handlers m_handlers;
    std::unique_ptr<QTcpSocket> m_socket;
    std::unique_ptr<Deflate> m_deflate;
    QList<Stream> m_streams;
    QByteArray m_buffer;
    bool m_upgraded = false, m_paused = false, m_disconnected = false, m_finished = false;
};

} // namespace orrery::cri
