// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "app/graph/seatbook.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

namespace orrery::graph {

/// Keeps the seats of one cluster in a file, by the UID of its kube-system namespace, else by its server: read before the
/// first picture, written when it is told to. A recorded cluster has no file, and without one that
/// can be read or written the picture is made anew: nothing here ever fails. Thread: gui; files are read and written on
/// a thread of its own. Lifetime: its owner's; waits for what is being written.
class SeatKeeper final : public QObject
{
    Q_OBJECT
public:
    explicit SeatKeeper(QObject *parent = nullptr);

    void setSession(cluster::Session *session);
    bool isOpen() const { return m_open; } ///< what was kept is in book()
    const SeatBook &book() const { return m_book; }
    void keep(const SeatBook &book); ///< what is not in it is forgotten

    /// Off for tests and pictures: reads nothing, writes nothing. Before the first session.
    static void setKept(bool kept) { s_kept = kept; }
    static QString fileOf(const QByteArray &cluster); ///< under AppDataLocation
    static void save(const QString &file, const SeatBook &book); ///< and removes the oldest beyond maxFiles
    static SeatBook load(const QString &file); ///< empty where there is none, or a damaged one

    static constexpr int maxFiles = 64;

Q_SIGNALS:
    void opened();

private:
    void open(const QByteArray &cluster);
    void finish(SeatBook book);

    static inline bool s_kept = true;

    QPointer<cluster::Session> m_session;
    QString m_file; ///< empty: not kept
    SeatBook m_book, m_kept;
    bool m_open = false;
    QThreadPool m_thread; ///< one, so that what is written last is what was kept last
};

} // namespace orrery::graph
