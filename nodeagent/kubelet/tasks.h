// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/mailbox.h"

#include <QThreadPool>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace orrery::kubelet {

/// Work on a shared pool whose answers come back to the owner's thread. The destructor waits for what still runs, so
/// that work may refer to whatever outlives the owner. Thread: the owner's. Lifetime: a member of the owner, destroyed
/// before what the work refers to.
class Tasks final
{
public:
    Tasks(QThreadPool &pool, QObject *owner)
        : m_pool(pool)
        , m_mailbox(client::Mailbox::to(owner))
    {
    }
    ~Tasks()
    {
        m_mailbox->close();
        std::unique_lock lock(m_mutex);
        m_idle.wait(lock, [this] { return m_running == 0; });
    }
    Tasks(const Tasks &) = delete;

    template <class Work, class Done> void run(Work work, Done done)
    {
        {
            std::lock_guard lock(m_mutex);
            ++m_running;
        }
        m_pool.start([this, mailbox = m_mailbox, work = std::move(work), done = std::move(done)]() mutable {
            auto result = std::make_shared<decltype(work())>(work());
            mailbox->post([done = std::move(done), result]() mutable { done(std::move(*result)); });
            std::lock_guard lock(m_mutex);
            --m_running;
            m_idle.notify_all();
        });
    }
    /// For callbacks that come on unknown threads.
    const std::shared_ptr<client::Mailbox> &mailbox() const { return m_mailbox; }

private:
    QThreadPool &m_pool;
    std::shared_ptr<client::Mailbox> m_mailbox;
    std::mutex m_mutex;
    std::condition_variable m_idle;
    int m_running = 0;
};

} // namespace orrery::kubelet
