// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/websocketcodec.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QtEndian>

namespace orrery::client {

using namespace api;

namespace {

enum Opcode : quint8 { Continuation = 0, Text = 1, Binary = 2, CloseFrame = 8, PingFrame = 9, PongFrame = 10 };

QByteArray frame(Opcode opcode, QByteArrayView payload)
{
    QByteArray out;
    out.reserve(payload.size() + 14);
    out.append(char(0x80 | opcode));
    if (payload.size() < 126) {
        out.append(char(0x80 | payload.size()));
    } else if (payload.size() <= 0xffff) {
        out.append(char(0x80 | 126));
        const quint16 length = qToBigEndian(quint16(payload.size()));
        out.append(reinterpret_cast<const char *>(&length), 2);
    } else {
        out.append(char(0x80 | 127));
        const quint64 length = qToBigEndian(quint64(payload.size()));
        out.append(reinterpret_cast<const char *>(&length), 8);
    }
    const quint32 key = QRandomGenerator::global()->generate();
    char mask[4];
    memcpy(mask, &key, 4);
    out.append(mask, 4);
    const qsizetype start = out.size();
    out.append(payload.data(), payload.size());
    char *data = out.data() + start;
    for (qsizetype i = 0; i < payload.size(); ++i)
        data[i] ^= mask[i & 3];
    return out;
}

Error violation(const char *what)
{
    return error(Reason::BadRequest, QByteArray("the server broke the WebSocket protocol: ") + what);
}

} // namespace

QByteArray WebSocketCodec::createKey()
{
    quint32 words[4];
    QRandomGenerator::system()->fillRange(words);
    return QByteArray(reinterpret_cast<const char *>(words), sizeof(words)).toBase64();
}

QByteArray WebSocketCodec::acceptOf(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1).toBase64();
}

QByteArray WebSocketCodec::message(QByteArrayView payload)
{
    return frame(Binary, payload);
}

QByteArray WebSocketCodec::ping()
{
    return frame(PingFrame, {});
}

QByteArray WebSocketCodec::pong(QByteArrayView payload)
{
    return frame(PongFrame, payload);
}

QByteArray WebSocketCodec::close(int code, QByteArrayView reason)
{
    QByteArray payload;
    payload.append(char(code >> 8)).append(char(code & 0xff));
    payload.append(reason.first(std::min<qsizetype>(reason.size(), 120)));
    return frame(CloseFrame, payload);
}

Result<QList<WebSocketCodec::Event>> WebSocketCodec::feed(QByteArrayView bytes)
{
    m_buffer.append(bytes.data(), bytes.size());
    QList<Event> events;
    qsizetype used = 0;
    while (true) {
        const QByteArrayView rest = QByteArrayView(m_buffer).sliced(used);
        if (rest.size() < 2)
            break;
        const auto byte = [&rest](qsizetype i) { return quint8(rest[i]); };
        const bool last = byte(0) & 0x80;
        const quint8 opcode = byte(0) & 0x0f;
        if (byte(0) & 0x70)
            return violation("reserved bits are set");
        if (byte(1) & 0x80)
            return violation("a masked frame");
        quint64 length = byte(1) & 0x7f;
        qsizetype head = 2;
        if (length == 126) {
            if (rest.size() < 4)
                break;
            length = qFromBigEndian<quint16>(rest.data() + 2);
            head = 4;
        } else if (length == 127) {
            if (rest.size() < 10)
                break;
            length = qFromBigEndian<quint64>(rest.data() + 2);
            head = 10;
        }
        const bool control = opcode & 0x08;
        if (control && (length > 125 || !last))
            return violation("a bad control frame");
        if (length > quint64(maxMessage) || qsizetype(length) + m_fragments.size() > maxMessage)
            return violation("a message that is too long");
        if (quint64(rest.size() - head) < length)
            break;
        const QByteArray payload = rest.sliced(head, qsizetype(length)).toByteArray();
        used += head + qsizetype(length);
        switch (opcode) {
        case Continuation:
        case Text:
        case Binary:
            if ((opcode == Continuation) != m_fragmented)
                return violation("fragments out of order");
            m_fragments += payload;
            m_fragmented = !last;
            if (last)
                events.append({ Event::Type::Message, std::exchange(m_fragments, {}) });
            break;
        case CloseFrame: {
            Event event { Event::Type::Close, payload.mid(2) };
            if (payload.size() >= 2)
                event.code = qFromBigEndian<quint16>(payload.constData());
            events.append(event);
            break;
        }
        case PingFrame:
            events.append({ Event::Type::Ping, payload });
            break;
        case PongFrame:
            events.append({ Event::Type::Pong, payload });
            break;
        default:
            return violation("an unknown frame type");
        }
    }
    m_buffer.remove(0, used);
    return events;
}

} // namespace orrery::client
