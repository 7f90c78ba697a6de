// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "app/story/beat.h"

#include <QPointer>
#include <QTimer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

#include <deque>

namespace orrery::story {

/// What happened in the cluster, told in order on the picture's own clock: reads the steps that the API server keeps,
/// lets a packet travel for each, and tells the chain of one cause (the newest that a person began, or the selected
/// one). Pause, step and speed act on the picture, not on the cluster. Nothing runs while there is nothing to tell.
/// Thread: gui. Lifetime: QML's.
class Story : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(bool paused MEMBER m_paused WRITE setPaused NOTIFY clockChanged)
    Q_PROPERTY(qreal speed MEMBER m_speed WRITE setSpeed NOTIFY clockChanged)
    Q_PROPERTY(QString traceId MEMBER m_traceId WRITE setTraceId NOTIFY told)
    Q_PROPERTY(QString sentence READ sentence NOTIFY told)
    Q_PROPERTY(QString detail READ detail NOTIFY told)
    Q_PROPERTY(int stage READ stage NOTIFY told) ///< of the told cause: 0 request ... 4 running; -1: none yet
    Q_PROPERTY(QStringList stageNames READ stageNames CONSTANT)
    Q_PROPERTY(int waiting READ waiting NOTIFY told) ///< beats still to come
    Q_PROPERTY(int beatMilliseconds MEMBER beatMilliseconds CONSTANT) ///< of one beat, on the picture's clock
public:
    explicit Story(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setPaused(bool paused);
    void setSpeed(qreal speed);
    void setTraceId(const QString &traceId);
    QString sentence() const { return m_sentence; }
    QString detail() const { return m_detail; }
    int stage() const { return m_stage; }
    QStringList stageNames() const;
    int waiting() const { return int(m_beats.size()); }
    Q_INVOKABLE void step(); ///< the next beat, also while paused

Q_SIGNALS:
    void sessionChanged();
    void clockChanged();
    void told();
    /// Something travels now; milliseconds for the way on the picture's clock.
    void packet(const QString &from, const QString &to, const QString &caption, int milliseconds);

private:
    void onSteps(const QList<cluster::Change> &changes);
    void onPods();
    void tell(const Beat &beat);
    void schedule();
    QString nodeOf(const api::Key &pod) const;

    const int beatMilliseconds = 450;
    static constexpr size_t maxWaiting = 200; ///< a burst beyond this loses its oldest packets, never its newest

    QPointer<cluster::Session> m_session;
    QPointer<cluster::Feed> m_steps, m_pods;
    bool m_paused = false;
    qreal m_speed = 1;
    QString m_traceId, m_sentence, m_detail;
    int m_stage = -1;
    QList<api::Key> m_tracedPods;
    std::deque<Beat> m_beats;
    QTimer m_clock;
    bool m_caughtUp = false;
};

} // namespace orrery::story
