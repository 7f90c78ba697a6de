// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/httpanswer.h"

namespace orrery::streams {

using api::Reason;

static constexpr qsizetype longestHead = 64 * 1024, longestLine = 4 * 1024, mostTrailers = 64 * 1024;

static api::Error malformed(const char *what)
{
    return api::error(Reason::BadRequest, QByteArray("malformed HTTP response: ") + what);
}

static bool isNumber(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= 18
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Names of fields: RFC 9110's tokens, near enough to keep lines apart.
static bool isName(QByteArrayView text)
{
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != ':'; });
}

api::Result<> HttpAnswer::parseHead(QByteArrayView head)
{
    qsizetype end = head.indexOf("\r\n");
    const QByteArrayView first = end < 0 ? head : head.first(end);
    if (!(first.startsWith("HTTP/1.1 ") || first.startsWith("HTTP/1.0 ")) || first.size() < 12
        || !isNumber(first.sliced(9, 3)) || (first.size() > 12 && first[12] != ' '))
        return malformed("status line");
    api::Response response;
    response.status = first.sliced(9, 3).toByteArray().toInt();
    response.contentType.clear();
    if (response.status < 100)
        return malformed("status code");
    bool chunked = false;
    qint64 length = -1;
    while (end >= 0) {
        const qsizetype start = end + 2;
        end = head.indexOf("\r\n", start);
        const QByteArrayView line = end < 0 ? head.sliced(start) : head.sliced(start, end - start);
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || !isName(line.first(colon)))
            return malformed("header");
        const QByteArray name = line.first(colon).toByteArray().toLower();
        const QByteArray value = line.sliced(colon + 1).trimmed().toByteArray();
        if (value.contains('\r') || value.contains('\n') || value.contains('\0'))
            return malformed("header");
        if (name == "content-length") {
            if (!isNumber(value) || (length >= 0 && length != value.toLongLong()))
                return malformed("Content-Length");
            length = value.toLongLong();
        } else if (name == "transfer-encoding") {
            if (chunked || value.toLower() != "chunked")
                return malformed("unsupported Transfer-Encoding");
            chunked = true;
        } else if (name == "content-type") {
            response.contentType = value;
            continue;
        }
        response.headers.add(name, value);
    }
    if (response.status == 101) {
        m_state = State::Switched;
    } else if (response.status < 200) {
        return ++m_informational > 8 ? malformed("too many informational answers")
                                     : api::Result<>(); // the head is still to come
    } else if (m_toHead || response.status == 204 || response.status == 304) {
        m_state = State::Done;
        m_length = m_toHead ? length : 0;
    } else if (chunked) {
        m_state = State::ChunkSize;
    } else if (length >= 0) {
        m_length = m_left = length;
        m_state = length ? State::Length : State::Done;
    } else {
        m_state = State::UntilEnd;
    }
    if (onHead)
        onHead(response);
    return {};
}

void HttpAnswer::give(qsizetype count)
{
    const QByteArray bytes = m_buffer.left(count);
    m_buffer.remove(0, count);
    if (!bytes.isEmpty() && onBody)
        onBody(bytes);
}

/// Goes one step on with what there is; more: it may go on.
api::Result<> HttpAnswer::step(bool &more)
{
    more = true;
    switch (m_state) {
    case State::Head: {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end > longestHead || (end < 0 && m_buffer.size() > longestHead))
            return malformed("the head is too long");
        more = end >= 0;
        if (!more)
            return {};
        const QByteArray head = m_buffer.left(end);
        m_buffer.remove(0, end + 4);
        return parseHead(head);
    }
    case State::Length:
    case State::ChunkData: {
        const qsizetype now = qsizetype(std::min<qint64>(m_left, m_buffer.size()));
        m_left -= now;
        if (m_left == 0)
            m_state = m_state == State::Length ? State::Done : State::ChunkEnd;
        more = m_left == 0;
        give(now);
        return {};
    }
    case State::ChunkEnd:
        more = m_buffer.size() >= 2;
        if (more && !m_buffer.startsWith("\r\n"))
            return malformed("chunk");
        if (more) {
            m_buffer.remove(0, 2);
            m_state = State::ChunkSize;
        }
        return {};
    case State::ChunkSize:
    case State::Trailer: {
        const qsizetype end = m_buffer.indexOf("\r\n");
        if (end > longestLine || (end < 0 && m_buffer.size() > longestLine))
            return malformed("chunk");
        more = end >= 0;
        if (!more)
            return {};
        const QByteArray line = m_buffer.left(end);
        m_buffer.remove(0, end + 2);
        if (m_state == State::Trailer) {
            m_left += line.size();
            if (m_left > mostTrailers)
                return malformed("trailers");
            if (line.isEmpty())
                m_state = State::Done;
            return {};
        }
        const qsizetype semicolon = line.indexOf(';');
        bool ok = false;
        const QByteArray digits = (semicolon < 0 ? line : line.left(semicolon)).trimmed();
        m_left = digits.size() <= 12 && !digits.startsWith('-') && !digits.startsWith('+') ? digits.toLongLong(&ok, 16)
                                                                                           : 0;
        if (!ok)
            return malformed("chunk size");
        m_state = m_left ? State::ChunkData : State::Trailer;
        return {};
    }
    case State::UntilEnd:
    case State::Switched:
        give(m_buffer.size());
        more = false;
        return {};
    case State::Done:
        m_buffer.clear(); // whatever a server says after its answer
        more = false;
        return {};
    }
    return {};
}

api::Result<> HttpAnswer::feed(const QByteArray &bytes)
{
    m_buffer += bytes;
    for (bool more = true; more;)
        ORRERY_CHECK(step(more));
    return {};
}

api::Result<> HttpAnswer::end()
{
    if (m_state == State::UntilEnd || m_state == State::Switched)
        m_state = State::Done;
    if (m_state == State::Done)
        return {};
    return api::error(Reason::ServiceUnavailable,
                      m_state == State::Head && m_buffer.isEmpty() ? "EOF" : "unexpected EOF");
}

} // namespace orrery::streams
