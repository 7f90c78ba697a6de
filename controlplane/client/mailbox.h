// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace orrery::client {

/// Calls functions on the thread of an object that may die at any time: what crosses from a transport's thread to its users.
/// After close() or the object's death nothing more is called; calls arrive in the order of post().
/// Does not: keep the object alive, or wait.
/// Thread: post() from any; make and close() on the object's thread. Lifetime: shared.
class Mailbox final
{
public:
    static std::shared_ptr<Mailbox> to(QObject *receiver, std::function<void()> died = {}); ///< died: called when the object dies before the mailbox
    ~Mailbox();
    void post(std::function<void()> call);
    void close(); ///< what was posted and not yet called is dropped
    bool isClosed() const;

private:
    Mailbox() = default;
    struct State;
    std::shared_ptr<State> m_state;
    QMetaObject::Connection m_connection;
};

} // namespace orrery::client
