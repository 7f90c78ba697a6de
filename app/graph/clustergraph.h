// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/graph.h"
#include "controlplane/client/client.h"

#include <QHash>
#include <QMap>

namespace orrery::graph {

/// What the map is fed from, in the order in which it is best listened to.
const QList<api::Gvr> &watchedResources();

/// Turns objects into the picture's facts. Objects go in one by one, each is read once; graph() puts the facts
/// together. Pure: no clock, no I/O; the same objects give the same graph, except that a workload keeps the hue it got
/// first. Thread: any, one at a time. Lifetime: its owner's; holds no object, only facts.
class ClusterGraph final
{
public:
    /// now is the object, or null when it is gone. Other resources than watchedResources() are ignored.
    void apply(const api::Gvr &gvr, const api::Key &key, const api::Object &now);
    /// As of the last apply(); kept until the next.
    const Graph &graph();
    /// Hues that workloads had before; before the first graph().
    void setHues(const QHash<QByteArray, int> &hues);

private:
    void build();
    void buildNodes();
    void buildServices(const QHash<api::Key, size_t> &podIndex);
    void buildWorkloads();

    bool m_dirty = true;
    Graph m_graph;
    QMap<api::Key, PodFacts> m_pods;
    QMap<QByteArray, NodeFacts> m_nodes;
    QMap<QByteArray, NodeFacts> m_machines;
    QMap<api::Key, ServiceFacts> m_services; // without pods
    QMap<api::Key, std::pair<api::Key, std::vector<api::Key>>> m_slices; // service, ready pods
    QMap<QByteArray, int> m_wanted; // workload -> replicas
    QMap<QByteArray, int> m_hues;
};

/// One pod's facts, without hue and icon. Exposed for its test.
PodFacts podFacts(const api::Object &pod);

} // namespace orrery::graph
