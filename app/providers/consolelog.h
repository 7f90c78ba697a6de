// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace orrery::providers {

/// Follows a machine's kept console for the lines that a node's init writes ("orrery: phase network 1625", "orrery: failed no root disk").
/// Does not: keep the text; whoever wants it reads the file.
/// Thread: one, with an event loop. Lifetime: QObject parent.
class ConsoleLog final : public QObject
{
    Q_OBJECT
public:
    /// What is in the file already is read from `from` on (bytes); -1: from its end.
    ConsoleLog(const QString &path, qint64 from, QObject *parent = nullptr);
    /// The last phase that a console file tells of, for a machine that was started before this process. Reads at most the last 256 KiB.
    static QByteArray lastPhase(const QString &path);
    static QByteArray lastFailure(const QString &path); ///< why init gave up; empty if it did not

Q_SIGNALS:
    void phase(const QByteArray &name, qint64 milliseconds); ///< since the machine's boot
    void failed(const QByteArray &why);

private:
    void read();
    void line(QByteArrayView text);

    QString m_path;
    qint64 m_offset;
    QByteArray m_rest; // of a line that is not complete; at most 4 KiB
    QFileSystemWatcher m_watcher;
    QTimer m_soon; // an emulator writes its serial port byte by byte
};

} // namespace orrery::providers
