// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/mailbox.h"

#include <QMutex>

namespace orrery::client {

struct Mailbox::State
{
    QMutex mutex;
    QObject *receiver = nullptr;
};

std::shared_ptr<Mailbox> Mailbox::to(QObject *receiver, std::function<void()> died)
{
    std::shared_ptr<Mailbox> box(new Mailbox);
    box->m_state = std::make_shared<State>();
    box->m_state->receiver = receiver;
    // destroyed() comes before the object's posted events are dropped, so that nothing is ever posted to a dead object.
    box->m_connection = QObject::connect(receiver, &QObject::destroyed, [state = box->m_state, died = std::move(died)] {
        {
            const QMutexLocker lock(&state->mutex);
            state->receiver = nullptr;
        }
        if (died)
            died();
    });
    return box;
}

Mailbox::~Mailbox()
{
    QObject::disconnect(m_connection);
}

void Mailbox::post(std::function<void()> call)
{
    const QMutexLocker lock(&m_state->mutex);
    if (!m_state->receiver)
        return;
    QMetaObject::invokeMethod(
        m_state->receiver,
        [state = m_state, call = std::move(call)] {
            {
                const QMutexLocker lock(&state->mutex);
                if (!state->receiver)
                    return;
            }
            call();
        },
        Qt::QueuedConnection);
}

void Mailbox::close()
{
    const QMutexLocker lock(&m_state->mutex);
    m_state->receiver = nullptr;
}

bool Mailbox::isClosed() const
{
    const QMutexLocker lock(&m_state->mutex);
    return !m_state->receiver;
}

} // namespace orrery::client
