// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/graphmodel.h"

#include <QUrl>

namespace orrery::graph {

GraphModel::GraphModel(QObject *parent)
    : QObject(parent)
{
    connect(&m_keeper, &SeatKeeper::opened, this, [this] {
        m_graph.setHues(m_keeper.book().hues);
        settle();
    });
}

void GraphModel::setSession(cluster::Session *session)
{
    if (session == m_session)
        return;
    for (const auto &connection : std::as_const(m_connections))
        disconnect(connection);
    m_connections.clear();
    m_session = session;
    m_graph = {};
    m_revision = 0;
    m_loaded = false;
    m_feeds.clear();
    Q_EMIT changed(); // what was there is gone
    m_keeper.setSession(session);
    if (session) {
        for (const api::Gvr &gvr : watchedResources()) {
            cluster::Feed *feed = session->feed(gvr);
            m_connections << connect(feed, &cluster::Feed::changed, this,
                                     [this, gvr](const QList<cluster::Change> &changes) { onChanges(gvr, changes); });
            QList<cluster::Change> present;
            for (const api::Object &object : feed->objects())
                present << cluster::Change{{}, object, {}};
            onChanges(gvr, present);
            m_feeds << feed;
            m_connections << connect(feed, &cluster::Feed::synced, this, &GraphModel::settle)
                          << connect(feed, &cluster::Feed::refusalChanged, this, &GraphModel::settle);
        }
    }
    Q_EMIT sessionChanged();
    settle();
}

void GraphModel::onChanges(const api::Gvr &gvr, const QList<cluster::Change> &changes)
{
    for (const cluster::Change &change : changes) {
        m_graph.apply(gvr, change.object().key(), change.now);
        m_revision = std::max(m_revision, change.object().resourceVersion());
    }
    settle();
}

void GraphModel::apply(const api::Gvr &gvr, const QList<api::Object> &objects)
{
    for (const api::Object &object : objects)
        m_graph.apply(gvr, object.key(), object);
    m_loaded = true;
    settle();
}

void GraphModel::remove(const api::Gvr &gvr, const api::Key &key)
{
    m_graph.apply(gvr, key, {});
    settle();
}

// Feeds come one by one within a frame; the picture is put together once after all of them.
void GraphModel::settle()
{
    if (m_posted)
        return;
    m_posted = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_posted = false;
            if (!isSeatable())
                return; // settles again when it is
            m_loaded = m_loaded || (m_session && areListsIn());
            m_graph.graph();
            if (graph().workloads != m_workloads) {
                m_workloads = graph().workloads;
                m_listed = false;
                Q_EMIT workloadsChanged();
            }
            Q_EMIT changed();
        },
        Qt::QueuedConnection);
}

/// A kind that the cluster does not have, or does not show, is not waited for.
bool GraphModel::areListsIn() const
{
    return std::all_of(m_feeds.cbegin(), m_feeds.cend(), [](const QPointer<cluster::Feed> &feed) {
        return feed && (feed->isSynced() || !feed->refusal().isEmpty());
    });
}

QStringList GraphModel::forbidden() const
{
    QStringList kinds;
    for (const QPointer<cluster::Feed> &feed : m_feeds) {
        if (feed && feed->refusal().contains(QLatin1String("forbidden")))
            kinds << QString::fromUtf8(feed->gvr().resource);
    }
    return kinds;
}

void GraphModel::keepSeats(SeatBook book)
{
    if (!m_loaded) // not all are here yet; they are not forgotten
        return;
    for (const WorkloadFacts &workload : graph().workloads) {
        if (!workload.system)
            book.hues.insert(workload.id, workload.hue);
    }
    m_keeper.keep(book);
}

QVariantList GraphModel::workloads()
{
    if (std::exchange(m_listed, true))
        return m_workloadList;
    m_workloadList.clear();
    for (const WorkloadFacts &workload : m_workloads) {
        m_workloadList << QVariantMap{{QStringLiteral("id"), QString::fromUtf8(workload.id)},
                                      {QStringLiteral("name"), QString::fromUtf8(workload.name)},
                                      {QStringLiteral("kind"), QString::fromUtf8(workload.kind)},
                                      {QStringLiteral("have"), workload.have},
                                      {QStringLiteral("want"), workload.want},
                                      {QStringLiteral("hue"), workload.hue},
                                      {QStringLiteral("icon"), QString::fromUtf8(workload.icon)},
                                      {QStringLiteral("system"), workload.system}};
    }
    return m_workloadList;
}

int GraphModel::readyNodes()
{
    return int(std::count_if(graph().nodes.begin(), graph().nodes.end(),
                             [](const NodeFacts &node) { return node.state == NodeState::Ready; }));
}

int GraphModel::services()
{
    return int(graph().services.size());
}

bool GraphModel::isSettled()
{
    return m_loaded && nodes() > 0 && readyNodes() == nodes();
}

QString GraphModel::apiAddress() const
{
    if (!m_session)
        return {};
    const QUrl url(m_session->server());
    return url.host().isEmpty() ? m_session->server() : QStringLiteral("%1:%2").arg(url.host()).arg(url.port(443));
}

const WorkloadFacts *GraphModel::workload(const QString &thing) const
{
    const QByteArray id = thing.mid(thing.indexOf(QLatin1Char('/')) + 1).toUtf8();
    for (const WorkloadFacts &workload : graph().workloads) {
        if (workload.id == id)
            return &workload;
    }
    return nullptr;
}

int GraphModel::hueOf(const QString &thing)
{
    if (!thing.startsWith(QLatin1String("pod/"))) {
        const WorkloadFacts *found = workload(thing);
        return found ? found->hue : -2;
    }
    const PodFacts *pod = graph().pod(api::Key::fromPath(thing.mid(4).toUtf8()));
    return pod ? pod->hue : -2;
}

QString GraphModel::workloadKind(const QString &thing)
{
    const WorkloadFacts *found = workload(thing);
    return found ? QString::fromUtf8(found->kind) : QStringLiteral("Deployment");
}

} // namespace orrery::graph
