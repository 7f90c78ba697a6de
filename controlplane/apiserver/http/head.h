// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

namespace orrery::http {

/// The head of an HTTP/1.x request, judged more strictly than QtHttpServer does, and the same way on each of its versions.
/// Thread: any; a value.
struct Head
{
    enum class Upgrade { None, WebSocket, Spdy };

    QByteArray method, path, query; ///< as sent: percent-encoded; the query without its '?'
    api::Headers headers;
    int minor = 1; ///< of HTTP/1.minor
    qint64 contentLength = -1; ///< -1: not given
    bool chunked = false;
    bool close = false; ///< the connection ends after the answer
    bool expectContinue = false;
    Upgrade upgrade = Upgrade::None;
};

/// `raw` is everything up to, and without, the empty line. Refuses what two parsers could read differently: folded lines, names with
/// spaces, several lengths, a length beside chunks, targets that are no absolute path. Errors: BadRequest, MethodNotAllowed.
api::Result<Head> parseHead(QByteArrayView raw);

/// "HTTP/1.1 200 OK\r\n...\r\n\r\n". length < 0: chunked if `chunked`, else until the connection closes.
QByteArray responseHead(const api::Response &response, qint64 length, bool chunked, bool close);

/// Whether Accept-Encoding takes gzip.
bool acceptsGzip(QByteArrayView acceptEncoding);

} // namespace orrery::http
