// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/things.h"

#include <QVariantMap>

namespace orrery::graph {

/// The map in words: what a screen reader finds on it, and what the card at the pointer says. Pure functions, in the user's
/// language. Thread: gui.

/// One thing as it is spoken.
struct Spoken
{
    QString id; ///< empty: a sentence about those that are not listed
    QString name; ///< "Pod web-x2x9k, running, 10.244.1.6, on node-1"
};

inline constexpr size_t maxSpokenPods = 200, maxSpokenNodes = 100, maxSpokenServices = 100;

QString spokenName(const Graph &graph, const QString &id);
/// The parts, the nodes, the services, the pods. Of each no more than can be listened to, the unhealthy first, and then how many
/// are left out. The selected thing is always among them.
std::vector<Spoken> spokenThings(const Picture &picture, const QString &selection);

/// kind, name, and what is known: ns, state, detail, ip, node, workload, podCidr, pods, cpu, memory (0..1), type, address, ready, want.
QVariantMap factsOf(const Graph &graph, const QString &id);

} // namespace orrery::graph
