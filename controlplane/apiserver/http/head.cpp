// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/head.h"

#include <array>

namespace orrery::http {

using api::Reason;

/// RFC 9110, 5.6.2: what names of methods and fields are made of.
static constexpr auto tokenCharacters = [] {
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c)
        table[size_t(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[size_t(c)] = table[size_t(c - 'a' + 'A')] = true;
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[size_t(c)] = true;
    return table;
}();

static bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return tokenCharacters[uchar(c)]; });
}

static api::Error bad(const char *why)
{
    return api::error(Reason::BadRequest, QByteArray("malformed HTTP request: ") + why);
}

static api::Result<> parseRequestLine(QByteArrayView line, Head &head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first)
        return bad("request line");
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!isToken(method))
        return bad("method");
    if (version == "HTTP/1.0") {
        head.minor = 0;
        head.close = true;
    } else if (version != "HTTP/1.1") {
        return bad("unsupported version");
    }
    static constexpr std::array<QByteArrayView, 7> methods{"GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"};
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
        return api::error(Reason::MethodNotAllowed, "the server does not allow the method " + method.toByteArray());
    // "//host/path" would be read as an authority by QUrl.
    if (!target.startsWith('/') || target.startsWith("//") || target.contains('#'))
        return bad("request target");
    for (const char c : target) {
        if (uchar(c) <= 0x20 || uchar(c) == 0x7f)
            return bad("request target");
    }
    const qsizetype question = target.indexOf('?');
    head.method = method.toByteArray();
    head.path = (question < 0 ? target : target.first(question)).toByteArray();
    if (question >= 0)
        head.query = target.sliced(question + 1).toByteArray();
    return {};
}

/// Whether a comma-separated list has the word, whatever its case.
static bool listHas(QByteArrayView list, QByteArrayView word)
{
    while (true) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView item = (comma < 0 ? list : list.first(comma)).trimmed();
        if (item.compare(word, Qt::CaseInsensitive) == 0)
            return true;
        if (comma < 0)
            return false;
        list = list.sliced(comma + 1);
    }
}

api::Result<Head> parseHead(QByteArrayView raw)
{
    Head head;
    qsizetype end = raw.indexOf("\r\n");
    ORRERY_CHECK(parseRequestLine(end < 0 ? raw : raw.first(end), head));

    bool sawLength = false;
    bool wantsUpgrade = false;
    int hosts = 0;
    QByteArray upgrade;
    while (end >= 0) {
        const qsizetype start = end + 2;
        end = raw.indexOf("\r\n", start);
        const QByteArrayView line = end < 0 ? raw.sliced(start) : raw.sliced(start, end - start);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.first(colon)))
            return bad("header name");
        const QByteArrayView value = line.sliced(colon + 1).trimmed();
        for (const char c : value) {
            if (c == '\r' || c == '\n' || c == '\0')
                return bad("header value");
        }
        const QByteArray name = line.first(colon).toByteArray().toLower();
        if (name == "content-length") {
            const bool digits = !value.isEmpty() && value.size() <= 18
                && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!digits || sawLength)
                return bad("Content-Length");
            sawLength = true;
            head.contentLength = value.toByteArray().toLongLong();
        } else if (name == "transfer-encoding") {
            if (head.chunked || value.compare("chunked", Qt::CaseInsensitive) != 0)
                return bad("unsupported Transfer-Encoding");
            head.chunked = true;
        } else if (name == "connection") {
            head.close = head.close || listHas(value, "close");
            wantsUpgrade = wantsUpgrade || listHas(value, "upgrade");
        } else if (name == "upgrade") {
            upgrade = value.toByteArray().toLower();
        } else if (name == "expect") {
            head.expectContinue = value.compare("100-continue", Qt::CaseInsensitive) == 0;
        } else if (name == "host") {
            ++hosts;
        }
        head.headers.add(name, value.toByteArray());
    }
    if (sawLength && head.chunked)
        return bad("both Content-Length and Transfer-Encoding");
    if (head.minor == 0 && head.chunked)
        return bad("Transfer-Encoding in HTTP/1.0");
    if (head.minor == 1 && hosts != 1)
        return bad("exactly one Host header is required");
    if (wantsUpgrade && head.minor == 1) {
        if (upgrade == "websocket")
            head.upgrade = Head::Upgrade::WebSocket;
        else if (upgrade == "spdy/3.1")
            head.upgrade = Head::Upgrade::Spdy;
    }
    if (head.upgrade != Head::Upgrade::None && (head.chunked || head.contentLength > 0))
        return bad("an upgrade with a body");
    return head;
}

static const char *reasonPhrase(int status)
{
    switch (status) {
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Request Entity Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    }
    return "Status";
}

/// A value of ours may quote what a client sent (Warning): no line of it may become a header of its own.
static QByteArray oneLine(QByteArray value)
{
    for (char &c : value) {
        if (uchar(c) < 0x20 || uchar(c) == 0x7f)
            c = ' ';
    }
    return value;
}

QByteArray responseHead(const api::Response &response, qint64 length, bool chunked, bool close)
{
    QByteArray head;
    head.reserve(256);
    head += "HTTP/1.1 ";
    head += QByteArray::number(response.status);
    head += ' ';
    head += reasonPhrase(response.status);
    head += "\r\n";
    if (!response.headers.contains("cache-control"))
        head += "Cache-Control: no-cache, private\r\n";
    if (!response.contentType.isEmpty()) {
        head += "Content-Type: ";
        head += oneLine(response.contentType);
        head += "\r\n";
    }
    for (const auto &[name, value] : response.headers.fields()) {
        head += name;
        head += ": ";
        head += oneLine(value);
        head += "\r\n";
    }
    if (length >= 0) {
        head += "Content-Length: ";
        head += QByteArray::number(length);
        head += "\r\n";
    } else if (chunked) {
        head += "Transfer-Encoding: chunked\r\n";
    }
    if (close)
        head += "Connection: close\r\n";
    head += "\r\n";
    return head;
}

bool acceptsGzip(QByteArrayView list)
{
    while (!list.isEmpty()) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView item = (comma < 0 ? list : list.first(comma)).trimmed();
        list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
        const qsizetype semicolon = item.indexOf(';');
        if ((semicolon < 0 ? item : item.first(semicolon)).trimmed().compare("gzip", Qt::CaseInsensitive) != 0)
            continue;
        if (semicolon < 0)
            return true;
        const QByteArrayView weight = item.sliced(semicolon + 1).trimmed();
        return !weight.startsWith("q=") || weight.sliced(2).trimmed().toByteArray().toDouble() > 0;
    }
    return false;
}

} // namespace orrery::http
