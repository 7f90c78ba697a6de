// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

#include <functional>

namespace orrery::client {

/// Cuts a byte stream into HTTP/1.1 responses (RFC 9112): one at a time, content-length, chunked, or until the end of the connection.
/// A response that says its length twice or in two ways is an error, as is anything longer than the bounds.
/// Does not: read sockets, follow redirects, decompress.
/// Thread: one. Lifetime: owner's.
class HttpParser final
{
public:
    struct Head
    {
        int status = 0;
        api::Headers headers;
        bool keepAlive = true;
    };
    std::function<void(const Head &)> onHead;
    std::function<void(QByteArrayView)> onBody; ///< as it arrives
    std::function<void()> onEnd; ///< once for each response

    void expect(bool headRequest); ///< before each request's answer
    api::Result<> feed(QByteArrayView bytes);
    api::Result<> close(); ///< the connection ended: an error in the middle of a response
    bool isDone() const { return m_state == State::Done; }
    bool hasBegun() const { return m_begun; } ///< any byte of the answer has come
    const Head &head() const { return m_head; }
    QByteArray takeRest() { return std::exchange(m_buffer, {}); } ///< after a 101: what is no HTTP any more

    static constexpr qsizetype maxHead = 64 * 1024;

private:
    enum class State { Done, Head, Length, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilClose };
    api::Result<bool> step(); ///< true: look again
    api::Result<> parseHead(QByteArrayView text);
    void finish();

    State m_state = State::Done;
    QByteArray m_buffer;
    Head m_head;
    quint64 m_left = 0; ///< of the body or the chunk
    qsizetype m_trailers = 0;
    bool m_headRequest = false;
    bool m_begun = false;
};

} // namespace orrery::client
