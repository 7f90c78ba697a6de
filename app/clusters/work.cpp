// SPDX-License-Identifier: GPL-3.0-only
#include "app/clusters/work.h"

namespace orrery::clusters {

class Work::Thread final : public QThread
{
public:
    Thread(Work *work, Body body)
        : m_work(work)
        , m_body(std::move(body))
    {
        setObjectName(QStringLiteral("work"));
    }

protected:
    void run() override
    {
        const auto tell = [work = m_work](const QString &step) {
            QMetaObject::invokeMethod(
                work,
                [work, step] {
                    if (std::exchange(work->m_step, step) != step)
                        Q_EMIT work->stepChanged();
                },
                Qt::QueuedConnection);
            return !work->m_cancel;
        };
        const auto result = std::make_shared<api::Result<QString>>(m_body(tell));
        QMetaObject::invokeMethod(
            m_work,
            [work = m_work, result] {
                if (*result)
                    Q_EMIT work->finished(**result);
                else
                    Q_EMIT work->failed(work->m_cancel ? QString() : QString::fromUtf8(result->error().message));
                work->deleteLater();
            },
            Qt::QueuedConnection);
    }

private:
    Work *m_work; // waits for this thread
    Body m_body;
};

Work::Work(const QString &title, bool cancellable, Body body, QObject *parent)
    : QObject(parent)
    , m_title(title)
    , m_cancellable(cancellable)
    , m_thread(new Thread(this, std::move(body)))
{
    m_thread->start();
}

Work::~Work()
{
    m_cancel = true;
    m_thread->wait();
}

void Work::cancel()
{
    if (m_cancellable && !m_cancel.exchange(true))
        Q_EMIT stepChanged();
}

} // namespace orrery::clusters
