// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/spdyconversation.h"

#include <QHostAddress>
#include <QPointer>
#include <QTcpSocket>
#include <QtEndian>
#include <QUrl>

#include <zlib.h>

namespace orrery::cri {

namespace {

constexpr qsizetype maxHead = 16 * 1024;
constexpr quint32 maxFrame = 1024 * 1024;
constexpr qsizetype chunk = 32 * 1024;
constexpr quint8 flagFin = 1;
enum Control : quint16 { SynStream = 1, RstStream = 3, Ping = 6, GoAway = 7 };

QByteArray number(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

} // namespace

/// SPDY compresses header blocks in one zlib stream for the connection. The preset dictionary is optional for the
/// writer (RFC 1950: FDICT says whether it was used), so it is left out; blocks from the server hold nothing that we
/// need and are not read.
struct SpdyConversation::Deflate
{
    Deflate() { deflateInit(&stream, Z_DEFAULT_COMPRESSION); }
    ~Deflate() { deflateEnd(&stream); }
    QByteArray operator()(const QByteArray &raw)
    {
        QByteArray out(qsizetype(deflateBound(&stream, uLong(raw.size()))) + 64, Qt::Uninitialized);
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(raw.constData()));
        stream.avail_in = uInt(raw.size());
        stream.next_out = reinterpret_cast<Bytef *>(out.data());
        stream.avail_out = uInt(out.size());
        deflate(&stream, Z_SYNC_FLUSH);
        out.truncate(out.size() - qsizetype(stream.avail_out));
        return out;
    }
    z_stream stream{};
};

SpdyConversation::SpdyConversation(const QByteArray &address, const Terminal &terminal, int port, Handlers handlers)
    : m_terminal(terminal)
    , m_port(port)
    , m_handlers(std::move(handlers))
    , m_socket(std::make_unique<QTcpSocket>())
    , m_deflate(std::make_unique<Deflate>())
{
    const QUrl url = QUrl::fromEncoded(address);
    m_host = url.host().toUtf8();
    m_path = url.path(QUrl::FullyEncoded).toUtf8();
    m_tcpPort = quint16(url.port(0));
    // Handlers may destroy us, so nothing of them runs inside the constructor.
    QMetaObject::invokeMethod(
        this, [this] { start(); }, Qt::QueuedConnection);
}

SpdyConversation::~SpdyConversation()
{
    m_socket->disconnect(this);
}

void SpdyConversation::start()
{
    if (m_host != "127.0.0.1" || !m_tcpPort)
        return finish(api::error(api::Reason::InternalError, "the runtime's streaming address is not on 127.0.0.1"));
    connect(m_socket.get(), &QTcpSocket::connected, this, [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->write(
            "POST " + m_path + " HTTP/1.1\r\nHost: " + m_host + ':' + QByteArray::number(m_tcpPort)
            + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\nX-Stream-Protocol-Version: "
            + (m_port ? "portforward.k8s.io" : "v4.channel.k8s.io") + "\r\n\r\n");
    });
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &SpdyConversation::readSome);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (!m_finished && m_handlers.writable)
            m_handlers.writable();
    });
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_socket->error() == QAbstractSocket::RemoteHostClosedError)
            return; // what was read is still to be taken; disconnected() follows
        finish(api::error(api::Reason::ServiceUnavailable,
                          "the runtime's streaming server: " + m_socket->errorString().toUtf8()));
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, [this] {
        m_disconnected = true;
        readSome(); // a pause goes on: what was read is still to be taken
    });
    m_socket->setReadBufferSize(256 * 1024);
    m_socket->connectToHost(QHostAddress(QHostAddress::LocalHost), m_tcpPort);
}

void SpdyConversation::openStreams()
{
    openStream(Error, "error");
    if (m_port) {
        openStream(Data, "data");
        return;
    }
    if (m_terminal.in)
        openStream(Stdin, "stdin");
    if (m_terminal.out)
        openStream(Stdout, "stdout");
    if (m_terminal.err && !m_terminal.tty)
        openStream(Stderr, "stderr");
    if (m_terminal.tty)
        openStream(Resize, "resize");
}

void SpdyConversation::openStream(int channel, const QByteArray &type)
{
    QList<std::pair<QByteArray, QByteArray>> headers{{"streamtype", type}};
    if (m_port)
        headers += {{"port", QByteArray::number(m_port)}, {"requestid", "0"}};
    QByteArray block = number(quint32(headers.size()));
    for (const auto &[name, value] : headers)
        block += number(quint32(name.size())) + name + number(quint32(value.size())) + value;
    const quint32 id = quint32(m_streams.size()) * 2 + 1;
    m_streams.append({channel, id});
    // The error stream of a port-forward is only read: our half of it ends at once, as the protocol asks.
    const bool end = m_port && channel == Error;
    m_streams.last().localEnd = end;
    writeFrame(0x80030000u | SynStream, end ? flagFin : 0,
               number(id) + number(0) + QByteArray(2, '\0') + (*m_deflate)(block));
}

void SpdyConversation::writeFrame(quint32 first, quint8 flags, const QByteArray &payload)
{
    m_socket->write(number(first) + number(quint32(flags) << 24 | quint32(payload.size())) + payload);
}

void SpdyConversation::send(int channel, const QByteArray &bytes)
{
    for (const auto &stream : std::as_const(m_streams)) {
        if (stream.channel != channel || stream.localEnd)
            continue;
        for (qsizetype at = 0; at < bytes.size(); at += chunk)
            writeFrame(stream.id, 0, bytes.mid(at, chunk));
    }
}

void SpdyConversation::closeChannel(int channel)
{
    for (auto &stream : m_streams) {
        if (stream.channel == channel && !stream.localEnd) {
            stream.localEnd = true;
            writeFrame(stream.id, flagFin, {});
        }
    }
}

qint64 SpdyConversation::pending() const
{
    return m_socket->bytesToWrite();
}

void SpdyConversation::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    if (!paused)
        QMetaObject::invokeMethod(
            this, [this] { readSome(); }, Qt::QueuedConnection);
}

void SpdyConversation::readSome()
{
    QPointer<SpdyConversation> self(this);
    while (self && !m_finished && !m_paused && m_socket->bytesAvailable()) {
        m_buffer += m_socket->read(64 * 1024);
        if (!m_upgraded && !readHead())
            continue;
        takeFrames();
    }
    if (self && !m_finished && !m_paused && m_upgraded)
        takeFrames();
    if (self && !m_finished && !m_paused && m_disconnected)
        finish(m_upgraded ? Result<>()
                          : api::error(api::Reason::ServiceUnavailable, "the runtime's streaming server hung up"));
}

bool SpdyConversation::readHead()
{
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    if (end < 0) {
        if (m_buffer.size() > maxHead)
            finish(api::error(api::Reason::InternalError, "the runtime's streaming server: answer too long"));
        return false;
    }
    if (!m_buffer.startsWith("HTTP/1.1 101")) {
        finish(api::error(api::Reason::InternalError,
                          "the runtime's streaming server: " + m_buffer.left(m_buffer.indexOf("\r\n"))));
        return false;
    }
    m_buffer.remove(0, end + 4);
    m_upgraded = true;
    openStreams();
    if (m_handlers.opened)
        m_handlers.opened();
    return true;
}

void SpdyConversation::takeFrames()
{
    QPointer<SpdyConversation> self(this);
    while (self && !m_finished && !m_paused && m_buffer.size() >= 8) {
        const quint32 first = qFromBigEndian<quint32>(m_buffer.constData());
        const quint32 second = qFromBigEndian<quint32>(m_buffer.constData() + 4);
        const quint32 length = second & 0xffffff;
        if (length > maxFrame)
            return finish(api::error(api::Reason::InternalError, "the runtime's streaming server: frame too long"));
        if (m_buffer.size() < 8 + qsizetype(length))
            return;
        const QByteArray payload = m_buffer.mid(8, length);
        m_buffer.remove(0, 8 + qsizetype(length));
        if (first & 0x80000000u)
            takeControl(quint16(first & 0xffff), payload);
        else
            takeData(first, second >> 24 & flagFin, payload);
    }
}

void SpdyConversation::takeControl(quint16 type, const QByteArray &payload)
{
    if (type == RstStream && payload.size() >= 4)
        endStream(qFromBigEndian<quint32>(payload.constData()) & 0x7fffffff);
    else if (type == Ping && payload.size() == 4)
        writeFrame(0x80030000u | Ping, 0, payload);
    else if (type == GoAway)
        m_socket->disconnectFromHost();
}

void SpdyConversation::takeData(quint32 id, bool end, const QByteArray &payload)
{
    QPointer<SpdyConversation> self(this);
    for (const auto &stream : std::as_const(m_streams)) {
        if (stream.id == id && !payload.isEmpty() && m_handlers.data) {
            m_handlers.data(stream.channel, payload);
            break;
        }
    }
    if (self && end)
        endStream(id);
}

void SpdyConversation::endStream(quint32 id)
{
    bool open = false;
    for (auto &stream : m_streams) {
        if (stream.id == id)
            stream.remoteEnd = true;
        // The server never writes to stdin and resize; over is over when it has ended everything that it does write.
        if (stream.channel != Stdin && stream.channel != Resize)
            open |= !stream.remoteEnd;
    }
    if (!open)
        finish({});
}

void SpdyConversation::finish(Result<> result)
{
    if (m_finished)
        return;
    m_finished = true;
    m_socket->disconnectFromHost();
    if (auto ended = std::exchange(m_handlers.ended, nullptr))
        ended(std::move(result));
}

} // namespace orrery::cri
