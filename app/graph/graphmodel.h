// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "app/graph/clustergraph.h"
#include "app/graph/seatkeeper.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::graph {

/// The cluster as a picture, kept up to date from a session's feeds: what the map draws, and the counts that the top
/// bar shows. Thread: gui. Lifetime: QML's; the session's end empties it.
class GraphModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session READ session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY changed) ///< the first lists are in
    Q_PROPERTY(int nodes READ nodes NOTIFY changed)
    Q_PROPERTY(int readyNodes READ readyNodes NOTIFY changed)
    Q_PROPERTY(int pods READ pods NOTIFY changed)
    Q_PROPERTY(int services READ services NOTIFY changed)
    Q_PROPERTY(int unhealthy READ unhealthy NOTIFY changed)
    Q_PROPERTY(int unscheduled READ unscheduled NOTIFY changed)
    Q_PROPERTY(
        QVariantList workloads READ workloads NOTIFY workloadsChanged) ///< [{id, name, kind, have, want, hue, icon, system}]
    Q_PROPERTY(double revision READ revision NOTIFY changed) ///< newest resourceVersion seen
    Q_PROPERTY(QStringList forbidden READ forbidden NOTIFY changed) ///< kinds that one has no right to see
    Q_PROPERTY(QString apiAddress READ apiAddress NOTIFY sessionChanged) ///< "127.0.0.1:6443"
public:
    explicit GraphModel(QObject *parent = nullptr);
    cluster::Session *session() const { return m_session; }
    void setSession(cluster::Session *session);

    const Graph &graph() const { return m_graph.last(); } ///< as of the last changed()
    bool isLoaded() const { return m_loaded; }
    int nodes() { return int(graph().nodes.size()); }
    int readyNodes();
    int pods() { return int(graph().pods.size()); }
    int services();
    int unhealthy() { return graph().unhealthy; }
    int unscheduled() { return graph().unscheduled; }
    QVariantList workloads(); ///< made when it is asked for: a large map shows none
    double revision() const { return double(m_revision); }
    QString apiAddress() const;
    QStringList forbidden() const;
    /// What is remembered of the seats is known, so that things may be given theirs.
    bool isSeatable() const { return !m_session || m_keeper.isOpen(); }
    const SeatBook &seats() const { return m_keeper.book(); }
    void keepSeats(SeatBook book); ///< written at once; the hues are added here
    /// Every Machine has its Node, every Node is Ready, and there is at least one.
    bool isSettled();

    /// For tests and benchmarks: as if a feed had said so.
    void apply(const api::Gvr &gvr, const QList<api::Object> &objects);
    void remove(const api::Gvr &gvr, const api::Key &key);

    /// The hue of "pod/default/web-1" or "workload/default/web"; -2 if there is no such thing.
    Q_INVOKABLE int hueOf(const QString &thing);
    /// The kind of the object behind "workload/default/web": "Deployment" also of what is not there (yet), empty of pods that only look alike.
    Q_INVOKABLE QString workloadKind(const QString &thing);

Q_SIGNALS:
    void sessionChanged();
    void changed();
    void workloadsChanged();

private:
    void onChanges(const api::Gvr &gvr, const QList<cluster::Change> &changes);
    void settle();
    bool areListsIn() const;
    const WorkloadFacts *workload(const QString &thing) const;

    QPointer<cluster::Session> m_session;
    QList<QMetaObject::Connection> m_connections;
    ClusterGraph m_graph;
    SeatKeeper m_keeper;
    std::vector<WorkloadFacts> m_workloads; ///< as last told
    QVariantList m_workloadList;
    bool m_listed = false;
    qint64 m_revision = 0;
    QList<QPointer<cluster::Feed>> m_feeds;
    bool m_loaded = false, m_posted = false;
};

} // namespace orrery::graph
