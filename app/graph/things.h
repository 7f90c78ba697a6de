// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/scene.h"

#include <optional>

namespace orrery::graph {

/// The things on the map by name: "pod/default/web-1", "node/node-1", "service/default/web", "part/apiserver". Where they are, what is
/// at a point, which is next in a direction. Pure functions; thread: any.

struct Picture
{
    const Graph &graph;
    const Placement &placement;
    const Layout &layout;
    const std::vector<Place> &places;
};

struct Thing
{
    QByteArray kind; ///< "pod", "node", "service", "workload", "part"; empty: not a thing of the map
    api::Key key;
};
Thing thingOf(const QString &id);
QString idOf(const char *kind, const api::Key &key);

/// The parts of the control plane and those who talk to it, by the names that packets know them by.
inline constexpr const char *partNames[] = {"you", "apiserver", "scheduler", "controllers", "store", "browser"};
QRectF partRect(const Layout &layout, QByteArrayView name); ///< null if it is not shown

std::optional<QRectF> rectOf(const Picture &picture, const QString &id); ///< in the world
/// reach: how far beside a pod still counts, in the world.
QString thingAt(const Picture &picture, QPointF world, double reach);
/// Whose card it is on, or whose card it is; empty for what is on none.
QByteArray nodeOf(const Picture &picture, const QString &id);

/// Where the keyboard can go. pods: they are large enough to be told apart, else it goes from node to node.
struct Stop
{
    QString id;
    QPointF at;
};
std::vector<Stop> stopsOf(const Picture &picture, bool pods);
/// The nearest one that way, as from a cursor; null if there is none.
const Stop *nextStop(const std::vector<Stop> &stops, const Stop &from, QPointF way);

} // namespace orrery::graph
