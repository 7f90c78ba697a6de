// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/spdycodec.h"

#include <QtEndian>

#include <zlib.h>

namespace orrery::http {

static constexpr qsizetype maxHeaderBytes = 64 * 1024;
static constexpr quint32 maxHeaders = 256;
static constexpr quint8 finFlag = 1;

/// The preset dictionary of the protocol (draft, 2.6.10.1): words, each after its length, and a tail.
static QByteArray dictionary()
{
    static constexpr const char *words[] = {
        "options",
        "head",
        "post",
        "put",
        "delete",
        "trace",
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "accept-ranges",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "connection",
        "content-base",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-md5",
        "content-range",
        "content-type",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "location",
        "max-forwards",
        "pragma",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "retry-after",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "vary",
        "via",
        "warning",
        "www-authenticate",
        "method",
        "get",
        "status",
        "200 OK",
        "version",
        "HTTP/1.1",
        "url",
        "public",
        "set-cookie",
        "keep-alive",
        "origin",
    };
    static constexpr const char *tail
        = "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
          "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 "
          "Forbidden404 Not Found"
          "500 Internal Server Error501 Not Implemented503 Service Unavailable"
          "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
          "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/"
          "javascript,public"
          "privatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";
    QByteArray bytes;
    for (const QByteArrayView word : words) {
        char length[4];
        qToBigEndian(quint32(word.size()), length);
        bytes.append(length, 4);
        bytes += word;
    }
    return bytes += tail;
}

struct SpdyCodec::Compression
{
    Compression()
    {
        inflateInit(&in);
        deflateInit(&out, Z_BEST_SPEED);
        deflateSetDictionary(&out, reinterpret_cast<const Bytef *>(words.constData()), uInt(words.size()));
    }
    ~Compression()
    {
        inflateEnd(&in);
        deflateEnd(&out);
    }
    const QByteArray words = dictionary();
    z_stream in{}, out{};
};

SpdyCodec::SpdyCodec()
    : m_compression(std::make_unique<Compression>())
{
}

SpdyCodec::~SpdyCodec() = default;

// ------------------------------------------------------------------------------------------------------------------- writing

static void append32(QByteArray &out, quint32 number)
{
    char bytes[4];
    qToBigEndian(number, bytes);
    out.append(bytes, 4);
}

static QByteArray controlFrame(quint16 type, quint8 flags, const QByteArray &payload)
{
    QByteArray frame;
    frame.reserve(8 + payload.size());
    append32(frame, 0x80030000u | type);
    append32(frame, quint32(flags) << 24 | quint32(payload.size()));
    return frame += payload;
}

QByteArray SpdyCodec::deflated(const SpdyHeaders &headers)
{
    QByteArray plain;
    append32(plain, quint32(headers.size()));
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        append32(plain, quint32(it.key().size()));
        plain += it.key();
        append32(plain, quint32(it.value().size()));
        plain += it.value();
    }
    z_stream &stream = m_compression->out;
    QByteArray block(qsizetype(deflateBound(&stream, uLong(plain.size()))) + 64, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(plain.data());
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(block.data());
    stream.avail_out = uInt(block.size());
    deflate(&stream, Z_SYNC_FLUSH);
    block.truncate(block.size() - stream.avail_out);
    return block;
}

QByteArray SpdyCodec::synReply(quint32 stream, const SpdyHeaders &headers)
{
    QByteArray payload;
    append32(payload, stream);
    return controlFrame(2, 0, payload += deflated(headers));
}

QByteArray SpdyCodec::synStream(quint32 stream, const SpdyHeaders &headers)
{
    QByteArray payload;
    append32(payload, stream);
    append32(payload, 0); // associated to no other
    payload.append(2, '\0'); // priority, credential slot
    return controlFrame(1, 0, payload += deflated(headers));
}

QByteArray SpdyCodec::dataHead(quint32 stream, qsizetype size, bool fin)
{
    QByteArray head;
    head.reserve(8);
    append32(head, stream & 0x7fffffff);
    append32(head, (fin ? quint32(finFlag) << 24 : 0u) | quint32(size));
    return head;
}

QByteArray SpdyCodec::reset(quint32 stream, quint32 status)
{
    QByteArray payload;
    append32(payload, stream);
    append32(payload, status);
    return controlFrame(3, 0, payload);
}

QByteArray SpdyCodec::ping(const QByteArray &payload)
{
    return controlFrame(6, 0, payload);
}

// ------------------------------------------------------------------------------------------------------------------- reading

void SpdyCodec::feed(const QByteArray &bytes)
{
    if (m_failed)
        return;
    m_bytes.remove(0, std::exchange(m_used, 0));
    m_bytes += bytes;
}

SpdyFrame SpdyCodec::fail(const char *why)
{
    m_failed = true;
    m_bytes.clear();
    m_used = 0;
    return {SpdyFrame::Type::Error, 0, false, {}, why};
}

SpdyFrame SpdyCodec::next()
{
    const qsizetype size = m_bytes.size() - m_used;
    if (m_failed || size < 8)
        return {};
    const char *data = m_bytes.constData() + m_used;
    const auto first = qFromBigEndian<quint32>(data);
    const auto second = qFromBigEndian<quint32>(data + 4);
    const qsizetype length = second & 0xffffff;
    if (length > maxFrame)
        return fail("frame too large");
    if (size < 8 + length)
        return {};
    const QByteArray payload = m_bytes.mid(m_used + 8, length);
    m_used += 8 + length;
    const auto flags = quint8(second >> 24);
    if (!(first & 0x80000000u))
        return {SpdyFrame::Type::Data, first, bool(flags & finFlag), {}, payload};
    if ((first >> 16 & 0x7fff) != 3)
        return fail("not SPDY/3");
    return control(quint16(first), flags, payload);
}

SpdyFrame SpdyCodec::control(quint16 type, quint8 flags, const QByteArray &payload)
{
    SpdyFrame frame{SpdyFrame::Type::Other, 0, bool(flags & finFlag), {}, {}};
    const auto streamId = [&] { return qFromBigEndian<quint32>(payload.constData()) & 0x7fffffff; };
    // Each header block must be inflated, wanted or not: the next one builds on it.
    switch (type) {
    case 1:
        if (payload.size() < 10 || !inflated(QByteArrayView(payload).sliced(10), frame.headers))
            return fail("SYN_STREAM");
        frame.type = SpdyFrame::Type::SynStream;
        frame.stream = streamId();
        return frame;
    case 2:
        if (payload.size() < 4 || !inflated(QByteArrayView(payload).sliced(4), frame.headers))
            return fail("SYN_REPLY");
        frame.type = SpdyFrame::Type::SynReply;
        frame.stream = streamId();
        return frame;
    case 3:
        if (payload.size() < 8)
            return fail("RST_STREAM");
        frame.type = SpdyFrame::Type::Reset;
        frame.stream = streamId();
        return frame;
    case 6:
        if (payload.size() != 4)
            return fail("PING");
        frame.type = SpdyFrame::Type::Ping;
        frame.payload = payload;
        return frame;
    case 8:
        if (payload.size() < 4 || !inflated(QByteArrayView(payload).sliced(4), frame.headers))
            return fail("HEADERS");
        return frame;
    default: // SETTINGS, GOAWAY, WINDOW_UPDATE, CREDENTIAL say nothing to us
        return frame;
    }
}

bool SpdyCodec::inflated(QByteArrayView block, SpdyHeaders &headers)
{
    QByteArray plain;
    z_stream &stream = m_compression->in;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(block.data()));
    stream.avail_in = uInt(block.size());
    while (true) {
        char part[4096];
        stream.next_out = reinterpret_cast<Bytef *>(part);
        stream.avail_out = sizeof part;
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        if (result == Z_NEED_DICT) {
            const QByteArray &words = m_compression->words;
            if (inflateSetDictionary(&stream, reinterpret_cast<const Bytef *>(words.constData()), uInt(words.size()))
                != Z_OK)
                return false;
            continue;
        }
        plain.append(part, qsizetype(sizeof part - stream.avail_out));
        if (plain.size() > maxHeaderBytes)
            return false;
        if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
            break;
        if (result != Z_OK)
            return false;
    }

    QByteArrayView rest(plain);
    const auto number = [&](quint32 &value) {
        if (rest.size() < 4)
            return false;
        value = qFromBigEndian<quint32>(rest.data());
        rest = rest.sliced(4);
        return true;
    };
    const auto text = [&](QByteArray &value) {
        quint32 length = 0;
        if (!number(length) || qint64(length) > rest.size())
            return false;
        value = rest.first(length).toByteArray();
        rest = rest.sliced(length);
        return true;
    };
    quint32 count = 0;
    if (!number(count) || count > maxHeaders)
        return false;
    while (count--) {
        QByteArray name, value;
        if (!text(name) || !text(value))
            return false;
        headers.insert(name.toLower(), value);
    }
    return true;
}

} // namespace orrery::http
