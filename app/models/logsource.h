// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "app/models/logline.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <deque>

namespace orrery::models {

/// One container's log: what there is, then what comes, read in slices. A stream that breaks is opened again from the time of
/// the last line on, without a line twice; one that ended with its container, when that runs again.
/// Thread: gui. Lifetime: the owner's; the stream ends with it.
class LogSource final : public QObject
{
    Q_OBJECT
public:
    enum class State { Opening, History, Live, Waiting, Reconnecting, Ended, Refused };
    struct Target
    {
        QByteArray ns, pod, container;
        bool previous = false, follow = true;
        int tailLines = 100'000;
    };
    LogSource(cluster::Session *session, Target target, quint16 index, QObject *parent);
    ~LogSource() override;

    const Target &target() const { return m_target; }
    State state() const { return m_state; }
    const QString &message() const { return m_message; } ///< why it waits, ended or is refused
    int reconnects() const { return m_reconnects; }
    /// What the cluster says of the pod; null: it is gone.
    void setPod(const api::Object &pod);

    /// Reads lines of what has come for about that long, up to so many in hand; true if there is more to read.
    bool read(qint64 milliseconds, size_t lines);
    bool hasLine() const { return !m_lines.empty(); }
    const LogLine &front() const { return m_lines.front(); }
    LogLine take();
    /// More of the past may come at once: others' lines wait for it.
    bool holdsOthers() const;

Q_SIGNALS:
    void arrived(); ///< there is something to read
    void changed(); ///< another state

private:
    void open(bool live);
    void received(const QByteArray &bytes);
    void ended(const api::Result<> &result);
    void finish();
    void accept(QByteArrayView line);
    void retry();
    void recovered();
    void set(State state, const QString &message = {});
    bool isRunning() const;

    QPointer<cluster::Session> m_session;
    const Target m_target;
    const quint16 m_index;
    api::Object m_pod;
    State m_state = State::Opening;
    QString m_message;
    std::unique_ptr<client::Subscription> m_stream;
    std::deque<QByteArray> m_chunks; ///< not read yet: behind m_bytes, as they came
    QByteArray m_bytes; ///< not read yet, from m_read on
    qsizetype m_read = 0, m_unread = 0; ///< m_unread: of both
    std::deque<LogLine> m_lines;
    std::optional<api::Result<>> m_end; ///< of the stream; counts once everything is read
    bool m_live = false, m_tooMuch = false;
    qint64 m_lastTime = 0, m_resumeAt = 0;
    int m_lastCount = 0; ///< lines of m_lastTime
    int m_skip = 0; ///< lines of m_resumeAt that are known
    LogLine::Level m_lastLevel = LogLine::Level::None;
    int m_reconnects = 0, m_backoff = 0;
    QTimer m_retry;
    QElapsedTimer m_opened;
};

} // namespace orrery::models
