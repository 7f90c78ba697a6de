// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/filter.h"
#include "app/cluster/session.h"

#include <QPointer>

#include <deque>

namespace orrery::models {

/// All objects of a cluster, ready to be searched, while somebody searches: the kinds that the map follows at once and live, and on
/// readOthers() all other kinds, each listed once, a few at a time, their names and labels only. Bounded; what was not read is told.
/// Does not: rank (see FindModel), or keep anything once it is stopped.
/// Thread: gui. Lifetime: its owner's, within the session's.
class FindIndex final : public QObject
{
    Q_OBJECT
public:
    static constexpr int mostOfAKind = 5'000, mostOfOthers = 30'000; ///< of the kinds that the map does not follow

    struct Entry
    {
        api::Object object; ///< whole, or a row {metadata, cells}
        cluster::Filter::Thing thing;
    };
    struct Block
    {
        QString kind; ///< cluster::Kind::id
        QString words;
        std::vector<Entry> entries;
        QHash<api::Key, qsizetype> places;
    };

    explicit FindIndex(QObject *parent = nullptr);
    void start(cluster::Session *session);
    void readOthers(); ///< once; later calls do nothing
    void stop();
    const std::deque<Block> &blocks() const { return m_blocks; }
    bool isReading() const { return !m_waiting.isEmpty() || !m_reading.empty() || !m_filling.empty(); }
    int leftOut() const { return m_leftOut; } ///< objects that were too many

Q_SIGNALS:
    void changed();

private:
    void follow(const cluster::Kind &kind);
    void fill();
    static void put(Block &block, const api::Object &object, bool row);
    static void drop(Block &block, const api::Key &key);
    void readNext();
    void take(cluster::Feed *feed, const cluster::Kind &kind);
    void finish(cluster::Feed *feed);

    QPointer<cluster::Session> m_session;
    QList<QMetaObject::Connection> m_connections;
    std::deque<Block> m_blocks; // its elements stay where they are
    QList<cluster::Kind> m_waiting;
    std::vector<std::unique_ptr<cluster::Feed>> m_reading;
    struct Filling
    {
        Block *block;
        QPointer<cluster::Feed> feed;
        QList<api::Key> keys;
    };
    std::deque<Filling> m_filling; ///< what is known already, taken in slices: the window goes on meanwhile
    QTimer m_fill;
    int m_others = 0, m_leftOut = 0;
    bool m_readsOthers = false;
};

} // namespace orrery::models
