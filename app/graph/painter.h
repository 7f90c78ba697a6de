// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/camera.h"
#include "app/graph/scene.h"

#include <QtQuick/QSGNode>

#include <memory>

class QImage;
class QQuickWindow;

namespace orrery::graph {

/// A travelling packet as it looks now: its head first, then its trail, in world units.
struct Comet
{
    std::vector<QPointF> trail;
    float size = 9; ///< of the head, pixels at zoom 1
    float ring = 0; ///< instead of head and trail: a ring of that radius, world units
    QColor color;
};

/// A thin line from a pod to its name, in world units; drawn under the pods.
struct Leader
{
    std::pair<QPointF, QPointF> line;
    int hue = systemHue;
    PodState state = PodState::Running;
    bool operator==(const Leader &) const = default;
};

/// All that a painter needs for one frame.
struct Frame
{
    const Scene &scene;
    quint64 sceneVersion = 0; ///< another number: another scene
    Camera camera;
    QSizeF size;
    double pixelRatio = 1;
    double time = 0; ///< the map's clock, seconds
    bool growing = false; ///< newcomers are still growing
    const std::vector<Comet> &comets;
    const std::vector<Stroke> &leaders; ///< two points each, into leaderPoints
    const std::vector<QPointF> &leaderPoints;
    quint64 leaderVersion = 0;
    bool dark = true;
};

inline constexpr double growSeconds = 0.4;
inline constexpr double haloGap = 5; ///< between a selected pod and the ring around it, pixels at zoom 1

/// Puts a scene into the scene graph. Two of them: one for GPUs, one for the software backend, which draws no custom
/// materials. Thread: the scene graph's, while the gui thread waits. Lifetime: the nodes belong to the scene graph.
class Painter
{
public:
    virtual ~Painter() = default;
    virtual QSGNode *sync(QSGNode *old, const Frame &frame, QQuickWindow *window) = 0;
};

/// Signed-distance shapes in one geometry: one draw call; the camera is a matrix, so that moving it uploads nothing.
std::unique_ptr<Painter> makeGpuPainter();
/// A picture of what stands still, made again only when it changes, and a small one for each packet, so that the
/// software backend repaints no more than the packets' surroundings.
std::unique_ptr<Painter> makeRasterPainter();

/// Paints a scene on a premultiplied image; what the raster painter does, and what tests and benchmarks look at.
void paintScene(QImage &image, const Scene &scene, const Camera &camera, double time,
                const std::vector<Stroke> &leaders = {}, const std::vector<QPointF> &leaderPoints = {});

} // namespace orrery::graph
