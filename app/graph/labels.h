// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/camera.h"
#include "app/graph/painter.h"
#include "app/graph/rows.h"

namespace orrery::graph {

/// What of the map is text, and where: chosen by how large things are on the screen (semantic zoom), so that labels
/// never overlap and there are never more than the scene graph can carry. Pure functions.

inline constexpr int maxLabels = 120;

struct LabelInput
{
    const Graph &graph;
    const Placement &placement;
    const Layout &layout;
    const Camera &camera;
    QSizeF view;
    QString selection, hovered;
    QByteArray focused; ///< the node that fills the view, or is on its way to
    double focus = 0; ///< how far, 0..1
    double typeFactor = 1; ///< Present mode's larger type needs more room
    const Emphasis *emphasis = nullptr;
    const Relations *relations = nullptr; ///< of the selection
    double depth = 0; ///< how far the focused node has been gone into, to one pod: its frame leaves the view
};

struct PodLabels
{
    QList<Row> rows;
    std::vector<Leader> leaders;
    std::vector<QRectF> taken; ///< where words stand, on the screen
};

/// One row for each pod in view that is large enough for an icon; info: name, fullName, detail, side ("left", "right",
/// "below", ""), offset (of the words from the pod), room (their width), text (their rectangle), hue, icon, state,
/// large (containers have icons), inside (they have words), showDetail, inline, faded, containers.
PodLabels podRows(const LabelInput &input, const std::vector<Place> &places);
/// Where a focused node's card is on the screen: all of the view, less a margin.
QRectF focusRect(QSizeF view);
/// One row for each card: each node, or, seen from far, the one that fills the view; info: name, ip, podCidr, pods,
/// podRoom, unhealthy, pressures, state, detail, cordoned, phases, cpu, memory, hub (world), hubRadius, faded.
QList<Row> nodeRows(const LabelInput &input);
/// Seen from far: one row for each node in view whose words can be read; info: name, pods, unhealthy, state, cordoned,
/// pressure, lines. unnamed: how many in view have no words.
QList<Row> nodeNameRows(const LabelInput &input, int *unnamed);
/// One row for each service shown; info: name, ns, type, address, hue, pods, small, faded.
QList<Row> serviceRows(const LabelInput &input);
/// What belongs to the selected pod and is not on the map, as chips beside it, where least is covered; info: kind, ns,
/// name, text, note, symbol, hue. Adds a leader to labels.
QList<Row> relationRows(const LabelInput &input, const std::vector<Place> &places, PodLabels &labels);

/// A name as long as the room for it: its random end and as much as fits of its beginning. characters: at least 6.
QString fitted(const QString &name, int characters);

QString podStateName(PodState state); ///< "running", "pending", "leaving", "failed", "succeeded"
QString nodeStateName(NodeState state); ///< "ready", "booting", "notReady", "off", "failed", "leaving"

} // namespace orrery::graph
