// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QMap>

#include <memory>

namespace orrery::http {

using SpdyHeaders = QMap<QByteArray, QByteArray>; ///< names lower-case

struct SpdyFrame
{
    enum class Type { Nothing, Data, SynStream, SynReply, Reset, Ping, Other, Error };
    Type type = Type::Nothing;
    quint32 stream = 0;
    bool fin = false;
    SpdyHeaders headers;
    QByteArray payload; ///< of Data and Ping; of Error: why
};

/// SPDY/3.1 frames (draft-mbelshe-httpbis-spdy-00 and its 3.1 successor), as Kubernetes clients speak them in exec and port-forward: both
/// ways, with the header compression that both ends keep in step. No push, no settings, no flow control (those clients ignore it).
/// Does not: know streams' states; SpdySession does.
/// Thread: one. Lifetime: that of one connection.
class SpdyCodec final
{
public:
    SpdyCodec();
    ~SpdyCodec();

    void feed(const QByteArray &bytes);
    SpdyFrame next(); ///< Nothing: feed() more. After Error nothing more comes

    QByteArray synReply(quint32 stream, const SpdyHeaders &headers = {});
    QByteArray synStream(quint32 stream, const SpdyHeaders &headers); ///< what a client sends
    static QByteArray dataHead(quint32 stream, qsizetype size, bool fin); ///< the payload follows it
    static QByteArray reset(quint32 stream, quint32 status);
    static QByteArray ping(const QByteArray &payload);

    static constexpr qsizetype maxFrame = 1024 * 1024;

private:
    struct Compression;
    SpdyFrame control(quint16 type, quint8 flags, const QByteArray &payload);
    SpdyFrame fail(const char *why);
    QByteArray deflated(const SpdyHeaders &headers);
    bool inflated(QByteArrayView block, SpdyHeaders &headers);

    std::unique_ptr<Compression> m_compression;
    QByteArray m_bytes;
    qsizetype m_used = 0;
    bool m_failed = false;
};

} // namespace orrery::http
