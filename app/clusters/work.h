// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <functional>

namespace orrery::clusters {

/// Something that takes long, on a thread of its own: what it is, what it is at, and an end to it if that is wanted.
/// Thread: gui. Lifetime: its parent's, or until it has finished; the destructor cancels and waits.
class Work : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by Clusters")
    Q_PROPERTY(QString title READ title CONSTANT)
    Q_PROPERTY(QString step READ step NOTIFY stepChanged)
    Q_PROPERTY(bool cancellable READ isCancellable CONSTANT)
    Q_PROPERTY(bool cancelled READ isCancelled NOTIFY stepChanged)
public:
    /// Says what it is at; false: it shall end. Called on the thread of the work.
    using Progress = std::function<bool(const QString &step)>;
    using Body = std::function<api::Result<QString>(const Progress &progress)>;

    Work(const QString &title, bool cancellable, Body body, QObject *parent);
    ~Work() override;
    const QString &title() const { return m_title; }
    const QString &step() const { return m_step; }
    bool isCancellable() const { return m_cancellable; }
    bool isCancelled() const { return m_cancel; }
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void stepChanged();
    void finished(const QString &result); ///< whatever the body gave
    void failed(const QString &message); ///< empty: it was cancelled

private:
    class Thread;
    QString m_title, m_step;
    bool m_cancellable;
    std::atomic_bool m_cancel = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace orrery::clusters
