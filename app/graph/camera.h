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
    bool operator==(const Camera &) const = default;

    /// Zooms so that what is under `at` stays there.
    Camera zoomedAt(QPointF at, double factor) const
    {
        Camera next = *this;
        next.zoom = std::clamp(zoom * factor, 0.4, 12.0);
        next.offset = at - toWorld(at) * next.zoom;
        return next;
    }
    /// Shows `world` as large as it goes into `view`.
    static Camera fitting(const QRectF &world, const QRectF &view)
    {
        Camera camera;
        camera.zoom = std::clamp(std::min(view.width() / world.width(), view.height() / world.height()), 0.4, 12.0);
        camera.offset = view.center() - world.center() * camera.zoom;
        return camera;
    }
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
