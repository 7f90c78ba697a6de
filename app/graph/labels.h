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
};

struct PodLabels
{
    QList<Row> rows;
    std::vector<Leader> leaders;
};

/// One row for each pod in view that is large enough for an icon; info: name, fullName, detail, side ("left", "right",
/// "below", ""), offset (of the words from the pod), room (their width), text (their rectangle), hue, icon, state,
/// large (containers have icons), inside (they have words), showDetail, inline, containers.
PodLabels podRows(const LabelInput &input, const std::vector<Place> &places);
/// Where a focused node's card is on the screen: all of the view, less a margin.
QRectF focusRect(QSizeF view);
/// One row for each node; info: name, ip, podCidr, pods, state, detail, cordoned, phases, cpu, memory, hub (world),
/// hubRadius, far, faded.
QList<Row> nodeRows(const LabelInput &input);
/// One row for each service shown; info: name, ns, type, address, hue, pods.
QList<Row> serviceRows(const LabelInput &input);

QString podStateName(PodState state); ///< "running", "pending", "leaving", "failed", "succeeded"
QString nodeStateName(NodeState state); ///< "ready", "booting", "notReady", "off", "failed", "leaving"

} // namespace orrery::graph
