// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/camera.h"
#include "app/graph/scene.h"

#include <optional>

namespace orrery::graph {

/// How close the picture is. Where there are few nodes, all of them are readable from afar and nothing is at Nodes.
enum class Level : quint8 { Cluster, Nodes, Node, Pod };

/// What the camera has to know of the picture.
struct Ground
{
    const Layout &layout;
    const Placement &placement;
    QSizeF view; ///< of the map, pixels
    double covered = 0; ///< pixels at the right that something lies over: nothing is to be shown there
    double typeFactor = 1; ///< larger type needs more room around the rings
    std::optional<QPointF> keep; ///< in the world: what is not to be hidden

    QRectF free() const { return {0, 0, std::max(120.0, view.width() - covered), view.height()}; }
};

/// The map's camera: what it is aimed at (everything, some nodes, one node, one pod, or a free look), the flights from one
/// to the next, and the bounds that keep the world in sight. An aimed camera follows the layout. Does not: know of events,
/// or of time other than what advance() says. Thread: any, one at a time.
class Steering final
{
public:
    struct Aim
    {
        Level level = Level::Cluster;
        QByteArray node; ///< from Nodes on
        api::Key pod; ///< at Pod
        bool free = false; ///< moved by hand: none of these
    };
    const Camera &camera() const { return m_camera; }
    const Aim &aim() const { return m_aim; }
    bool isMoving() const { return m_gone < 1 || m_focus != focusAimed() || m_depth != depthAimed(); }
    /// The node whose card grows into the view, is there, or shrinks back; and how far it is, 0..1.
    const QByteArray &focused() const { return m_focused; }
    double focus() const { return m_focus * m_focus * (3 - 2 * m_focus); }
    /// How far the view has gone into that card, to one pod: 1 is all of it, and the card's frame is out of sight.
    double depth() const { return m_depth * m_depth * (3 - 2 * m_depth); }
    /// By what is seen, also in a free look.
    Level level(const Ground &ground) const;
    /// The card, or the pod, that the view is about; empty above their levels.
    QByteArray nodeInView(const Ground &ground) const;

    void setMilliseconds(int milliseconds) { m_milliseconds = milliseconds; } ///< of a flight; 0: none, all at once

    // Each flies there; what is not on the map is ignored.
    void toCluster(const Ground &ground);
    void toNodes(const Ground &ground, const QByteArray &node);
    void toNode(const Ground &ground, const QByteArray &node);
    void toPod(const Ground &ground, const api::Key &pod);
    bool hasNodesLevel(const Ground &ground) const;
    // Free looks. zoom: what is under `at` stays there; all the way out is the cluster again.
    void zoom(const Ground &ground, QPointF at, double factor, bool flying);
    void pan(const Ground &ground, QPointF pixels, bool flying);
    void lookAt(const Ground &ground, QPointF world); ///< into the middle, at once
    void reveal(const Ground &ground, const QRectF &world); ///< moves no more than needed for it to be seen

    void settle(const Ground &ground); ///< the layout changed: at once to where the aim is now
    void follow(const Ground &ground); ///< what it was aimed at may have gone: flies out to what is left
    void makeRoom(const Ground &ground); ///< what is covered changed: flies
    bool advance(double seconds); ///< true if anything moved

    static Camera home(const Ground &ground);
    static Camera closeUp(const Ground &ground, int cell);
    static Camera closeUp(const Ground &ground, int cell, int seat);
    static double podZoom(const Ground &ground);

private:
    double focusAimed() const { return !m_aim.free && m_aim.level >= Level::Node ? 1 : 0; }
    double depthAimed() const { return !m_aim.free && m_aim.level == Level::Pod ? 1 : 0; }
    void fly(const Camera &to);
    void jump(const Camera &to);
    void setFree();
    std::optional<Camera> aimed(const Ground &ground) const;
    static Camera bounded(const Ground &ground, Camera camera);

    Camera m_camera, m_from, m_to;
    double m_gone = 1; ///< of the flight
    double m_focus = 0, m_depth = 0;
    QByteArray m_focused;
    Aim m_aim;
    int m_milliseconds = 460;
};

} // namespace orrery::graph
