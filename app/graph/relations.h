// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/graph.h"

#include <QString>

#include <vector>

namespace orrery::graph {

/// A thing that belongs to the selected pod and has no place of its own on the map.
struct Related
{
    QByteArray kind, ns, name; ///< "ConfigMap", "default", "web-config": what opens it
    QByteArray note; ///< "7 of 9 ready"; may be empty
    int hue = systemHue;
    bool operator==(const Related &) const = default;
};

/// What belongs to one thing of the map, as the API says: a pod's services, owner, siblings and volumes; a service's
/// pods; a workload's pods and services. A value.
struct Relations
{
    std::vector<size_t> pods; ///< indexes into Graph::pods, sorted; without the thing itself
    std::vector<size_t> services; ///< indexes into Graph::services, sorted
    std::vector<Related> things; ///< of a pod: its owner, then what its spec names
    bool alone = false; ///< the thing is many pods: what does not belong to it steps back
    bool isEmpty() const { return pods.empty() && services.empty() && things.empty(); }
};

/// thing: "pod/default/web-1", "service/default/web", "workload/default/web". A pure function.
Relations relationsOf(const Graph &graph, const QString &thing);

/// How strongly each thing is drawn. By index; what the lists do not reach is Normal.
struct Emphasis
{
    enum Weight : quint8 { Normal, Faded, Related };
    std::vector<Weight> pods, services;
    Weight ofPod(size_t index) const { return index < pods.size() ? pods[index] : Normal; }
    Weight ofService(size_t index) const { return index < services.size() ? services[index] : Normal; }
};

inline constexpr size_t maxHalos = 48; ///< beyond it related pods are told by what steps back alone

} // namespace orrery::graph
