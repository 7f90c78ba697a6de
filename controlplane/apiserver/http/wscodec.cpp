// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/wscodec.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <cstring>

namespace orrery::http {

QByteArray webSocketAccept(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1).toBase64();
}

QByteArray webSocketFrameHead(WebSocketOpcode opcode, qsizetype payload)
{
    QByteArray head;
    head.reserve(10);
    head += char(0x80 | int(opcode));
    if (payload < 126) {
        head += char(payload);
    } else if (payload < 65536) {
        head += char(126);
        head.resize(4);
        qToBigEndian(quint16(payload), head.data() + 2);
    } else {
        head += char(127);
        head.resize(10);
        qToBigEndian(quint64(payload), head.data() + 2);
    }
    return head;
}

void WebSocketDecoder::feed(const QByteArray &bytes)
{
    if (m_ended)
        return;
    m_bytes.remove(0, std::exchange(m_used, 0));
    m_bytes += bytes;
}

WebSocketDecoder::Item WebSocketDecoder::fail(int code, const char *why)
{
    m_ended = true;
    m_bytes.clear();
    m_message.clear();
    m_used = 0;
    return {Item::Type::Error, why, code};
}

static void unmask(QByteArray &payload, const uchar *mask)
{
    quint32 word;
    std::memcpy(&word, mask, 4);
    auto *data = reinterpret_cast<uchar *>(payload.data());
    const qsizetype size = payload.size();
    qsizetype i = 0;
    for (; i + 4 <= size; i += 4) {
        quint32 four;
        std::memcpy(&four, data + i, 4);
        four ^= word;
        std::memcpy(data + i, &four, 4);
    }
    for (; i < size; ++i)
        data[i] ^= mask[i & 3];
}

/// Codes that may be in a Close frame (RFC 6455, 7.4).
static bool isCloseCode(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) || (code >= 3000 && code <= 4999);
}

WebSocketDecoder::Item WebSocketDecoder::next()
{
    while (!m_ended) {
        const auto *data = reinterpret_cast<const uchar *>(m_bytes.constData()) + m_used;
        const qsizetype size = m_bytes.size() - m_used;
        if (size < 2)
            return {};
        const bool final = data[0] & 0x80;
        const auto opcode = WebSocketOpcode(data[0] & 0x0f);
        const bool control = data[0] & 0x08;
        if (data[0] & 0x70)
            return fail(1002, "reserved bits");
        if (!(data[1] & 0x80))
            return fail(1002, "unmasked frame");
        quint64 length = data[1] & 0x7f;
        qsizetype head = 2;
        if (length == 126) {
            if (size < 4)
                return {};
            length = qFromBigEndian<quint16>(data + 2);
            head = 4;
            if (length < 126)
                return fail(1002, "length not minimal");
        } else if (length == 127) {
            if (size < 10)
                return {};
            length = qFromBigEndian<quint64>(data + 2);
            head = 10;
            if (length < 65536)
                return fail(1002, "length not minimal");
        }
        if (control && (length > 125 || !final))
            return fail(1002, "control frame too long or fragmented");
        if (!control && length > quint64(maxMessage - m_message.size()))
            return fail(1009, "message too big");
        if (size < head + 4 + qsizetype(length))
            return {};
        QByteArray payload(reinterpret_cast<const char *>(data) + head + 4, qsizetype(length));
        unmask(payload, data + head);
        m_used += head + 4 + qsizetype(length);

        switch (opcode) {
        case WebSocketOpcode::Continuation:
        case WebSocketOpcode::Text:
        case WebSocketOpcode::Binary:
            if ((opcode == WebSocketOpcode::Continuation) != m_inMessage)
                return fail(1002, "fragment out of order");
            if (!m_inMessage)
                m_text = opcode == WebSocketOpcode::Text;
            if (final && !m_inMessage) {
                m_message = std::move(payload);
            } else {
                m_inMessage = true;
                m_message += payload;
                if (!final)
                    continue;
            }
            m_inMessage = false;
            if (m_text && !m_message.isValidUtf8())
                return fail(1007, "text that is no UTF-8");
            return {Item::Type::Message, std::exchange(m_message, {}), 0};
        case WebSocketOpcode::Ping:
            return {Item::Type::Ping, payload, 0};
        case WebSocketOpcode::Pong:
            return {Item::Type::Pong, payload, 0};
        case WebSocketOpcode::Close: {
            if (payload.isEmpty()) {
                m_ended = true;
                return {Item::Type::Close, {}, 1000};
            }
            const int code = payload.size() >= 2 ? qFromBigEndian<quint16>(payload.constData()) : 0;
            if (!isCloseCode(code))
                return fail(1002, "close code");
            m_ended = true;
            return {Item::Type::Close, payload.sliced(2), code};
        }
        }
        return fail(1002, "unknown opcode");
    }
    return {};
}

} // namespace orrery::http
