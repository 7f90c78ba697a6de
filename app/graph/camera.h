// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QPointF>
#include <QRectF>

#include <algorithm>
#include <cmath>

namespace orrery::graph {

/// Which part of the world is on the screen. Thread: any; a value.
struct Camera
{
    double zoom = 1;
    QPointF offset; ///< of the world's origin, in pixels

    QPointF toScreen(QPointF world) const { return world * zoom + offset; }
    QPointF toWorld(QPointF screen) const { return (screen - offset) / zoom; }
    QRectF toScreen(const QRectF &world) const { return {toScreen(world.topLeft()), world.size() * zoom}; }
    QRectF toWorld(const QRectF &screen) const { return {toWorld(screen.topLeft()), screen.size() / zoom}; }
    bool operator==(const Camera &) const = default;

    /// Zooms so that what is under `at` stays there.
    Camera zoomedAt(QPointF at, double to) const
    {
        Camera next = *this;
        next.zoom = to;
        next.offset = at - toWorld(at) * to;
        return next;
    }
    /// `world` at `screen`, at that zoom.
    static Camera showing(QPointF world, QPointF screen, double zoom) { return {zoom, screen - world * zoom}; }
    static Camera between(const Camera &a, const Camera &b, double t)
    {
        Camera camera;
        // Zoom goes by ratio, so that the speed looks even.
        camera.zoom = a.zoom * std::pow(b.zoom / a.zoom, t);
        const double u = std::abs(b.zoom - a.zoom) < 1e-6 ? t : (camera.zoom - a.zoom) / (b.zoom - a.zoom);
        camera.offset = a.offset + (b.offset - a.offset) * u;
        return camera;
    }
};

} // namespace orrery::graph
