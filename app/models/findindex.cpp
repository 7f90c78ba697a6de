// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/findindex.h"

#include "app/models/things.h"

namespace orrery::models {

namespace {

constexpr int atOnce = 3; ///< lists under way
constexpr int slice = 500; ///< objects that are taken up between two events of the window

/// What the map and the lists follow: those feeds are there already.
const QList<api::Gvr> &followed()
{
    using namespace client;
    static const QList<api::Gvr> list{gvr::pods, gvr::nodes, gvr::services, gvr::deployments, gvr::replicaSets, gvr::machines, gvr::namespaces};
    return list;
}

/// Kinds that nobody looks for by name: notes about others, and other views of the same.
bool isBeside(const cluster::Kind &kind)
{
    return kind.gvr.resource == "events" || kind.gvr.group == "metrics.k8s.io" || kind.gvr == client::gvr::endpoints
        || kind.gvr == client::gvr::endpointSlices || kind.gvr.resource == "componentstatuses" || kind.kind == "Step";
}

} // namespace

FindIndex::FindIndex(QObject *parent)
    : QObject(parent)
{
    m_fill.setInterval(0);
    connect(&m_fill, &QTimer::timeout, this, &FindIndex::fill);
}

void FindIndex::start(cluster::Session *session)
{
    stop();
    m_session = session;
    if (!session)
        return;
    for (const cluster::Kind &kind : session->kinds()) {
        if (followed().contains(kind.gvr))
            follow(kind);
    }
    fill();
}

void FindIndex::follow(const cluster::Kind &kind)
{
    cluster::Feed *feed = m_session->feed(kind.gvr);
    Block &block = m_blocks.emplace_back();
    block.kind = QString::fromUtf8(kind.id);
    block.words = wordsOf(kind);
    block.entries.reserve(feed->objects().size());
    m_filling.push_back({&block, feed, feed->objects().keys()});
    m_connections += connect(feed, &cluster::Feed::changed, this, [this, &block](const QList<cluster::Change> &changes) {
        for (const cluster::Change &change : changes) {
            if (change.now)
                put(block, change.now, false);
            else
                drop(block, change.old.key());
        }
        Q_EMIT changed();
    });
}

/// As it is by now: changes come between two slices.
void FindIndex::fill()
{
    for (int taken = 0; taken < slice && !m_filling.empty();) {
        Filling &filling = m_filling.front();
        for (; taken < slice && filling.feed && !filling.keys.isEmpty(); ++taken) {
            if (const api::Object object = filling.feed->get(filling.keys.takeLast()))
                put(*filling.block, object, false);
        }
        if (!filling.feed || filling.keys.isEmpty())
            m_filling.pop_front();
    }
    if (m_filling.empty())
        m_fill.stop();
    else if (!m_fill.isActive())
        m_fill.start();
    Q_EMIT changed();
}

void FindIndex::put(Block &block, const api::Object &object, bool row)
{
    Entry entry{object, row ? thingOfRow(object, block.words) : thingOf(object, block.words)};
    const auto place = block.places.constFind(object.key());
    if (place != block.places.cend()) {
        block.entries[*place] = std::move(entry);
        return;
    }
    block.places.insert(object.key(), qsizetype(block.entries.size()));
    block.entries.push_back(std::move(entry));
}

/// The last one takes its place.
void FindIndex::drop(Block &block, const api::Key &key)
{
    const qsizetype at = block.places.value(key, -1);
    if (at < 0)
        return;
    block.places.remove(key);
    if (at + 1 != qsizetype(block.entries.size())) {
        block.entries[at] = std::move(block.entries.back());
        block.places[block.entries[at].object.key()] = at;
    }
    block.entries.pop_back();
}

void FindIndex::readOthers()
{
    if (!m_session || std::exchange(m_readsOthers, true))
        return;
    for (const cluster::Kind &kind : m_session->kinds()) {
        if (!followed().contains(kind.gvr) && !isBeside(kind))
            m_waiting += kind;
    }
    readNext();
}

void FindIndex::readNext()
{
    while (m_session && int(m_reading.size()) < atOnce && !m_waiting.isEmpty()) {
        const cluster::Kind kind = m_waiting.takeFirst();
        std::unique_ptr<cluster::Feed> feed = m_session->open(kind.gvr, {.tables = true});
        const QPointer<cluster::Feed> opened = feed.get();
        // A feed is put away by its own signal: later, when that is over.
        connect(
            feed.get(), &cluster::Feed::synced, this, [this, opened, kind] { take(opened, kind); },
            Qt::QueuedConnection);
        connect(
            feed.get(), &cluster::Feed::refusalChanged, this, [this, opened] { finish(opened); }, Qt::QueuedConnection);
        m_reading.push_back(std::move(feed));
    }
}

void FindIndex::take(cluster::Feed *feed, const cluster::Kind &kind)
{
    if (!feed)
        return; // stopped meanwhile
    Block &block = m_blocks.emplace_back();
    block.kind = QString::fromUtf8(kind.id);
    block.words = wordsOf(kind);
    int taken = 0;
    for (const api::Object &row : feed->objects()) {
        if (taken == mostOfAKind || m_others == mostOfOthers)
            break;
        put(block, row, true);
        ++taken;
        ++m_others;
    }
    m_leftOut += int(feed->objects().size()) - taken;
    finish(feed);
}

void FindIndex::finish(cluster::Feed *feed)
{
    const auto found = std::find_if(m_reading.begin(), m_reading.end(), [&](const auto &each) { return each.get() == feed; });
    if (found == m_reading.end())
        return;
    m_reading.erase(found);
    readNext();
    Q_EMIT changed();
}

void FindIndex::stop()
{
    for (const QMetaObject::Connection &connection : std::as_const(m_connections))
        disconnect(connection);
    m_connections.clear();
    m_waiting.clear();
    m_reading.clear();
    m_filling.clear();
    m_fill.stop();
    m_blocks.clear();
    m_others = m_leftOut = 0;
    m_readsOthers = false;
    m_session = nullptr;
}

} // namespace orrery::models
