// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/mapview.h"

#include <QQuickPaintedItem>

namespace orrery::graph {

/// The whole world of a MapView, small: a card a dot in its node's state, and what is unhealthy on it. Painted once for each
/// scene, not for each frame: where the camera is, QML draws over it. Thread: gui; paint() with the scene graph.
/// Lifetime: QML's.
class MiniMap : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::graph::MapView *map READ map WRITE setMap NOTIFY mapChanged)
    Q_PROPERTY(qreal scaling READ scaling NOTIFY scalingChanged) ///< pixels here for one of the world's
    Q_PROPERTY(QPointF origin READ origin NOTIFY scalingChanged) ///< the world's, here
public:
    explicit MiniMap(QQuickItem *parent = nullptr);
    MapView *map() const { return m_map; }
    void setMap(MapView *map);
    qreal scaling() const { return m_camera.zoom; }
    QPointF origin() const { return m_camera.offset; }
    Q_INVOKABLE QPointF toWorld(QPointF point) const { return m_camera.toWorld(point); }
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void mapChanged();
    void scalingChanged();

protected:
    void geometryChange(const QRectF &now, const QRectF &old) override;

private:
    void refresh();

    struct Dot
    {
        QPointF at;
        double radius = 2;
        QColor color;
    };
    QPointer<MapView> m_map;
    Camera m_camera;
    std::vector<std::pair<QRectF, QColor>> m_cards;
    std::vector<Dot> m_dots;
};

} // namespace orrery::graph
