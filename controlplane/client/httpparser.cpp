// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/httpparser.h"

namespace orrery::client {

using namespace api;

namespace {

Error malformed(QByteArray what)
{
    return error(Reason::ServiceUnavailable, "the server's answer is no valid HTTP: " + what);
}

} // namespace

void HttpParser::expect(bool headRequest)
{
    m_state = State::Head;
    m_headRequest = headRequest;
    m_head = {};
    m_begun = false;
    m_trailers = 0;
}

Result<> HttpParser::feed(QByteArrayView bytes)
{
    if (m_state == State::Done && !bytes.isEmpty())
        return malformed("more than was asked for");
    m_begun = m_begun || !bytes.isEmpty();
    m_buffer.append(bytes.data(), bytes.size());
    while (m_state != State::Done) {
        ORRERY_TRY(more, step());
        if (!more)
            break;
    }
    return {};
}

Result<> HttpParser::close()
{
    if (m_state == State::UntilClose) {
        finish();
        return {};
    }
    if (m_state == State::Done)
        return {};
    return error(Reason::ServiceUnavailable, "the server closed the connection");
}

void HttpParser::finish()
{
    m_state = State::Done;
    if (onEnd)
        onEnd();
}

Result<bool> HttpParser::step()
{
    switch (m_state) {
    case State::Head: {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end < 0 || end > maxHead) {
            if (m_buffer.size() > maxHead)
                return malformed("its head is longer than 64 KiB");
            return false;
        }
        const QByteArray text = m_buffer.left(end);
        m_buffer.remove(0, end + 4);
        ORRERY_CHECK(parseHead(text));
        return true;
    }
    case State::Length:
    case State::ChunkData:
    case State::UntilClose: {
        if (m_state != State::UntilClose && m_left == 0) {
            if (m_state == State::ChunkData)
                m_state = State::ChunkEnd;
            else
                finish();
            return true;
        }
        if (m_buffer.isEmpty())
            return false;
        const qsizetype part = m_state == State::UntilClose ? m_buffer.size() : qsizetype(std::min<quint64>(m_left, quint64(m_buffer.size())));
        const QByteArray rest = m_buffer.mid(part);
        m_buffer.truncate(part);
        const QByteArray body = std::exchange(m_buffer, rest);
        m_left -= quint64(part);
        if (onBody)
            onBody(body);
        return true;
    }
    case State::ChunkSize: {
        const qsizetype end = m_buffer.indexOf("\r\n");
        if (end < 0) {
            if (m_buffer.size() > 256)
                return malformed("a chunk size without end");
            return false;
        }
        QByteArrayView line = QByteArrayView(m_buffer).first(end);
        if (const qsizetype extension = line.indexOf(';'); extension >= 0)
            line = line.first(extension);
        line = line.trimmed();
        quint64 size = 0;
        if (line.isEmpty() || line.size() > 15)
            return malformed("a bad chunk size");
        for (const char c : line) {
            const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
            if (digit < 0)
                return malformed("a bad chunk size");
            size = size * 16 + quint64(digit);
        }
        m_buffer.remove(0, end + 2);
        m_left = size;
        m_state = size ? State::ChunkData : State::Trailer;
        return true;
    }
    case State::ChunkEnd:
        if (m_buffer.size() < 2)
            return false;
        if (!m_buffer.startsWith("\r\n"))
            return malformed("a chunk longer than its size");
        m_buffer.remove(0, 2);
        m_state = State::ChunkSize;
        return true;
    case State::Trailer: {
        const qsizetype end = m_buffer.indexOf("\r\n");
        if (end < 0) {
            if (m_buffer.size() > maxHead)
                return malformed("trailers without end");
            return false;
        }
        m_buffer.remove(0, end + 2);
        m_trailers += end;
        if (m_trailers > maxHead)
            return malformed("trailers without end");
        if (end == 0)
            finish();
        return true;
    }
    case State::Done:
        break;
    }
    return false;
}

Result<> HttpParser::parseHead(QByteArrayView text)
{
    const auto nextLine = [&text] {
        const qsizetype end = text.indexOf("\r\n");
        const QByteArrayView line = end < 0 ? text : text.first(end);
        text = end < 0 ? QByteArrayView() : text.sliced(end + 2);
        return line;
    };
    const QByteArrayView first = nextLine();
    if (first.size() < 12 || !first.startsWith("HTTP/1.") || first[8] != ' ')
        return malformed("no HTTP/1.x status line");
    bool number = false;
    m_head = {};
    m_head.status = first.sliced(9, 3).toInt(&number);
    if (!number || m_head.status < 100)
        return malformed("a bad status");
    m_head.keepAlive = first[7] == '1';
    QByteArray length;
    bool chunked = false;
    while (!text.isEmpty()) {
        const QByteArrayView line = nextLine();
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || line[0] == ' ' || line[0] == '\t')
            return malformed("a bad header line");
        const QByteArray name = line.first(colon).toByteArray().toLower();
        const QByteArray value = line.sliced(colon + 1).trimmed().toByteArray();
        if (name == "content-length") {
            if (!length.isEmpty() && length != value)
                return malformed("two lengths");
            length = value;
        } else if (name == "transfer-encoding") {
            if (value.toLower() != "chunked")
                return malformed("an unknown transfer encoding");
            chunked = true;
        } else if (name == "connection") {
            if (value.toLower().contains("close"))
                m_head.keepAlive = false;
        }
        m_head.headers.add(name, value);
    }
    if (m_head.status < 200 && m_head.status != 101)
        return {}; // an interim answer: the real one follows
    if (chunked && !length.isEmpty())
        return malformed("both chunked and a length");
    const bool empty = m_headRequest || m_head.status == 101 || m_head.status == 204 || m_head.status == 304;
    if (empty) {
        m_state = State::Length;
        m_left = 0;
    } else if (chunked) {
        m_state = State::ChunkSize;
    } else if (!length.isEmpty()) {
        bool ok = false;
        m_left = length.toULongLong(&ok);
        if (!ok || length.startsWith('+') || length.startsWith('-'))
            return malformed("a bad length");
        m_state = State::Length;
    } else {
        m_state = State::UntilClose;
        m_head.keepAlive = false;
    }
    if (onHead)
        onHead(m_head);
    return {};
}

} // namespace orrery::client
