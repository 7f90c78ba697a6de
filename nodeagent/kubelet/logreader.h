// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/tunnel.h"

#include <QFile>
#include <QFileSystemWatcher>
#include <QObject>

#include <functional>

namespace orrery::kubelet {

/// Reads a container's log as containerd writes it (CRI: "TIME STREAM TAG TEXT" lines) and gives the text on, by the
/// options of `kubectl logs`: tail, since, timestamps, limit, follow. Gives nothing while full() says so; go on with
/// resume(). Does not: find the file, or know whether the container still runs (see endAtNextGap()). Thread: one with
/// an event loop. Lifetime: QObject parent; ended() may delete it later, not at once.
class LogReader final : public QObject
{
    Q_OBJECT
public:
    LogReader(const QString &path, const api::TunnelOpen &options, qint64 now, QObject *parent = nullptr);
    std::function<void(const QByteArray &)> data;
    std::function<bool()> full;
    void start();
    void resume();
    /// The container has ended: stop following when everything there is has been given.
    void endAtNextGap();

Q_SIGNALS:
    void ended();

private:
    void open();
    void seekToTail();
    void pump();
    QByteArray take(QByteArrayView line);

    QFile m_file;
    api::TunnelOpen m_options;
    qint64 m_since = 0; ///< microseconds
    qint64 m_left; ///< bytes that may still be given; negative: no limit
    QByteArray m_rest; ///< a line not complete yet
    QFileSystemWatcher m_watcher;
    bool m_following, m_started = false, m_ended = false, m_lineStart = true;
};

} // namespace orrery::kubelet
