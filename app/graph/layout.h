// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/seating.h"

#include <QRectF>
#include <QSizeF>

#include <vector>

namespace orrery::graph {

/// How much the map shows at once; chosen by the number of node cells and the room there is.
enum class Density : quint8 { Full, Compact, Far };

/// What the layout depends on. Pods come in by the number of rings only, so that no pod moves another.
struct LayoutInput
{
    QSizeF size; ///< of the map, device-independent pixels
    int cells = 0; ///< places for node cards; a removed node's place stays until it is tidied up
    int rings = 1; ///< of the fullest card: all cards have one scale
    int services = 0;
    double type = 1; ///< Present mode's larger type needs larger chips
    bool operator==(const LayoutInput &) const = default;
};

/// Where everything is, in world units: pixels at zoom 1, where all of it fits.
struct Layout
{
    Density density = Density::Full;
    QSizeF size;
    QRectF control, workloads; ///< panels; null if there is no room for them
    QRectF you, api, scheduler, controllers, store, browser; ///< chips; null in Far
    std::vector<QRectF> cards; ///< by cell
    std::vector<QPointF> hubs; ///< the kubelets, by cell
    int columns = 1;
    int rings = 1;
    double hub = 38, first = 118, step = 60, pod = 25; ///< radii, and the distance between rings
    double stretch = 1; ///< orbits in wide cards are ellipses: so much wider than high
    double laneTop = 0; ///< the y between control plane and cards that control lanes run on
    std::vector<QRectF> services; ///< as many as there is room for
    QRectF more; ///< stands for the services that have no box; null if all have one
    bool smallServices = false; ///< their boxes have one line
    std::vector<double> lanes; ///< the y of each track that services' lanes share
    int bundles = 0; ///< how many services' lanes may be drawn at once and still be told apart
    double rowGap = 0;
    double nameRoom = 0; ///< Far: the height under a card's rings for its words

    double ringRadius(int ring) const { return first + step * ring; } ///< from the hub straight up or down
    double outerRadius() const { return ringRadius(rings - 1) + pod; }
    double outerWidth() const { return ringRadius(rings - 1) * stretch + pod; } ///< half of it
    QPointF onRing(int cell, double radius, double angle) const; ///< angle: radians clockwise from 12 o'clock
    QPointF seat(int cell, int index) const;
};

/// A pure function: the same input gives the same places.
Layout makeLayout(const LayoutInput &input);

} // namespace orrery::graph
