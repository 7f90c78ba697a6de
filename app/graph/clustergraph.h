// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/facts.h"
#include "controlplane/client/client.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <map>
#include <optional>

namespace orrery::graph {

/// What the map is fed from, in the order in which it is best listened to.
const QList<api::Gvr> &watchedResources();

/// Turns objects into the picture's facts. Objects go in one by one, each is read once; graph() puts the facts
/// together, at a cost that goes by what changed and not by what there is. Pure: no clock, no I/O; the same objects
/// give the same graph, except that a workload keeps the hue it got first. Thread: any, one at a time. Lifetime: its
/// owner's; holds no object, only facts.
class ClusterGraph final
{
public:
    /// now is the object, or null when it is gone. Other resources than watchedResources() are ignored.
    void apply(const api::Gvr &gvr, const api::Key &key, const api::Object &now);
    /// As of the last apply().
    const Graph &graph();
    /// Hues that workloads had before; before the first graph().
    void setHues(const QHash<QByteArray, int> &hues);
    /// As graph() was last.
    const Graph &last() const { return m_graph; }

private:
    struct Tally ///< of a workload's pods
    {
        int pods = 0, ready = 0, meant = 0;
        QByteArray kind; ///< their owner's, as far as they have one
    };
    struct Wanted ///< what a workload's own object says
    {
        QByteArray kind;
        int replicas = 0;
        bool operator==(const Wanted &) const = default;
    };
    struct Load ///< of a node's pods
    {
        int pods = 0, unhealthy = 0;
        qint64 cpuMilli = 0, memory = 0;
    };

    void applySlice(const api::Key &key, const api::Object &now);
    void count(const PodFacts &pod, int sign);
    void mergePods();
    void giveHues();
    void mergeNodes();
    void loadNodes();
    void mergeServices();
    void dressPods(); ///< icons, where the services changed them
    void listWorkloads();
    bool isShown(const QByteArray &workload) const { return m_tallies.contains(workload) || isWanted(workload); }
    bool isWanted(const QByteArray &workload) const;

    Graph m_graph;
    std::map<api::Key, std::optional<PodFacts>> m_changedPods; // since the last graph(); null: gone
    bool m_nodesChanged = false, m_servicesChanged = false, m_workloadsChanged = false, m_loadsChanged = false;
    QMap<QByteArray, NodeFacts> m_nodes;
    QMap<QByteArray, NodeFacts> m_machines;
    QMap<api::Key, ServiceFacts> m_services; // with pods, as of their slices
    QHash<api::Key, api::Key> m_serviceOf; // by slice
    QHash<api::Key, QMap<api::Key, std::vector<api::Key>>> m_slices; // service -> slice -> ready pods
    QMap<QByteArray, Wanted> m_wanted; // workload
    QHash<QByteArray, Tally> m_tallies; // workload
    QHash<QByteArray, Load> m_loads; // node
    QHash<QByteArray, QByteArray> m_icons; // workload
    QHash<QByteArray, int> m_hues; // workload
};

} // namespace orrery::graph
