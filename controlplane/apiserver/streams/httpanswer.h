// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

#include <functional>

namespace orrery::streams {

/// Reads the answer to one HTTP/1.1 request, byte by byte as it comes. Pure; everything is bounded: head 64 KiB, lines
/// of chunks and trailers 4 KiB, bodies by whoever takes them. Thread: any. Lifetime: one answer's.
class HttpAnswer final
{
public:
    explicit HttpAnswer(bool toHead) ///< the request was a HEAD: no body comes
        : m_toHead(toHead)
    {
    }

    /// Head of the answer; contentType is apart from the other headers, and Content-Length and Transfer-Encoding stay
    /// in them.
    std::function<void(const api::Response &head)> onHead;
    std::function<void(const QByteArray &bytes)> onBody;

    /// Errors: BadRequest: it is no HTTP. After an answer 101, the bytes that follow it are onBody's.
    api::Result<> feed(const QByteArray &bytes);
    /// The connection ended: an error unless the answer is complete with that.
    api::Result<> end();
    bool isComplete() const { return m_state == State::Done; }
    bool isSwitched() const { return m_state == State::Switched; }
    qint64 contentLength() const { return m_length; } ///< -1: not said

private:
    enum class State { Head, Length, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilEnd, Switched, Done };
    api::Result<> parseHead(QByteArrayView head);
    api::Result<> step(bool &more);
    void give(qsizetype count);

    const bool m_toHead;
    State m_state = State::Head;
    QByteArray m_buffer;
    qint64 m_length = -1, m_left = 0;
    int m_informational = 0;
};

} // namespace orrery::streams
