// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/tunnel.h"

#include <unordered_map>

namespace orrery::streams {

class Sessions;

/// What joins a client to a node's stream, until either ends.
/// Thread: the api thread. Lifetime: Sessions', which deletes it from the event loop after finish(): never within a callback.
class Session
{
public:
    explicit Session(Sessions &sessions)
        : m_sessions(sessions)
    {
    }
    virtual ~Session() = default;
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

protected:
    bool isFinished() const { return m_finished; }
    void finish(); ///< once; callbacks that still come have to do nothing

    Sessions &m_sessions;

private:
    bool m_finished = false;
};

/// The sessions that go on. Thread: the api thread. Lifetime: Streams'.
class Sessions final : public QObject
{
    Q_OBJECT
public:
    ~Sessions() override { m_sessions.clear(); }

    /// Makes a T(Sessions &, arguments...) and keeps it.
    template <class T, class... Arguments> T *add(Arguments &&...arguments)
    {
        auto session = std::make_unique<T>(*this, std::forward<Arguments>(arguments)...);
        T *raw = session.get();
        m_sessions.emplace(raw, std::move(session));
        return raw;
    }
    void retire(Session *session)
    {
        QMetaObject::invokeMethod(
            this, [this, session] { m_sessions.erase(session); }, Qt::QueuedConnection);
    }
    size_t size() const { return m_sessions.size(); }

private:
    std::unordered_map<Session *, std::unique_ptr<Session>> m_sessions;
};

inline void Session::finish()
{
    if (!std::exchange(m_finished, true))
        m_sessions.retire(this);
}

/// What a client is refused with, if the node ended a stream before it began. An empty status: the node said nothing was wrong.
api::Error refusal(const api::Value &status);

} // namespace orrery::streams
