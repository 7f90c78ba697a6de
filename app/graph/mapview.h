// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/graphmodel.h"
#include "app/graph/labels.h"
#include "app/graph/packets.h"

#include <QQuickItem>

namespace orrery::graph {

/// The map: draws pods, orbits, lanes and packets itself, and gives QML what is text (nodes, pods, services, captions)
/// with its place on the screen. Wheel zooms at the cursor, drag pans; Esc goes back, f fits, arrows go from pod to
/// pod, Enter opens. Does not: draw chips, cards and labels (qml/scene); invent traffic (send() is called for what
/// happened). Costs nothing at rest. Thread: gui; the painters run with the scene graph. Lifetime: QML's.
class MapView : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::graph::GraphModel *graph READ graph WRITE setGraph NOTIFY graphChanged)
    Q_PROPERTY(QVariantMap colors READ colors WRITE setColors NOTIFY colorsChanged)
    Q_PROPERTY(QString selection READ selection WRITE setSelection NOTIFY
                   selectionChanged) ///< "pod/default/web-1", "node/node-1"
    Q_PROPERTY(QString hovered READ hovered NOTIFY hoveredChanged)
    Q_PROPERTY(QString level READ level NOTIFY cameraChanged) ///< "cluster", or "node" once one card fills the view
    Q_PROPERTY(QString focusedNode READ focusedNode NOTIFY cameraChanged) ///< at the node level
    Q_PROPERTY(qreal zoom READ zoom NOTIFY cameraChanged)
    Q_PROPERTY(bool atRest READ isAtRest NOTIFY atRestChanged) ///< nothing moves: no frame is drawn
    Q_PROPERTY(bool paused MEMBER m_paused WRITE setPaused NOTIFY clockChanged)
    Q_PROPERTY(qreal speed MEMBER m_speed NOTIFY clockChanged)
    Q_PROPERTY(int cameraMilliseconds MEMBER m_cameraMilliseconds NOTIFY colorsChanged)
    Q_PROPERTY(qreal typeFactor MEMBER m_typeFactor WRITE setTypeFactor NOTIFY colorsChanged)
    Q_PROPERTY(QAbstractItemModel *pods READ pods CONSTANT)
    Q_PROPERTY(QAbstractItemModel *nodes READ nodes CONSTANT)
    Q_PROPERTY(QAbstractItemModel *services READ services CONSTANT)
    Q_PROPERTY(QAbstractItemModel *captions READ captions CONSTANT)
    Q_PROPERTY(QVariantMap chips READ chips NOTIFY layoutChanged) ///< "api", "store", ... -> world rectangle
    Q_PROPERTY(QPointF origin READ origin NOTIFY cameraChanged) ///< of the world, on the screen
    Q_PROPERTY(QString density READ density NOTIFY layoutChanged) ///< "full", "compact", "far"
    Q_PROPERTY(int hiddenServices READ hiddenServices NOTIFY layoutChanged)
public:
    explicit MapView(QQuickItem *parent = nullptr);
    ~MapView() override;

    GraphModel *graph() const { return m_graph; }
    void setGraph(GraphModel *graph);
    QVariantMap colors() const { return m_colors; }
    void setColors(const QVariantMap &colors);
    QString selection() const { return m_selection; }
    void setSelection(const QString &selection);
    QString hovered() const { return m_hovered; }
    QString level() const;
    QString focusedNode() const;
    qreal zoom() const { return m_camera.zoom; }
    bool isAtRest() const { return m_atRest; }
    void setPaused(bool paused);
    void setTypeFactor(qreal factor);
    QAbstractItemModel *pods() { return &m_podRows; }
    QAbstractItemModel *nodes() { return &m_nodeRows; }
    QAbstractItemModel *services() { return &m_serviceRows; }
    QAbstractItemModel *captions() { return &m_captionRows; }
    QVariantMap chips() const;
    QPointF origin() const { return m_camera.offset; }
    QString density() const;
    int hiddenServices() const;

    /// A packet for something that happened. caption may be empty; hue: a workload's, or -1 for the control plane's
    /// brass, -2: as the ends say.
    Q_INVOKABLE void send(const QString &from, const QString &to, const QString &caption = {}, int milliseconds = 1200,
                          int hue = -2);
    Q_INVOKABLE void fit(); ///< all of the cluster
    Q_INVOKABLE void zoomTo(const QString &node);
    Q_INVOKABLE bool
    back(); ///< from a node to the cluster, then to no selection; false if there was nothing to go back from
    Q_INVOKABLE void zoomBy(qreal factor); ///< about the middle
    Q_INVOKABLE void tidy(); ///< closes the gaps that removed nodes left
    Q_INVOKABLE QPointF podCenter(const QString &name) const; ///< relative to the map; (-1, -1) if it is not on it
    Q_INVOKABLE QString thingAt(QPointF point) const; ///< "pod/...", "node/...", or empty
    int flying() const { return int(m_packets.flying().size()); }
    void advance(double seconds); ///< the ticker's; for tests and benchmarks

Q_SIGNALS:
    void graphChanged();
    void colorsChanged();
    void selectionChanged();
    void hoveredChanged();
    void cameraChanged();
    void layoutChanged();
    void atRestChanged();
    void clockChanged();
    void opened(const QString &thing); ///< double click or Enter

protected:
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *) override;
    void geometryChange(const QRectF &now, const QRectF &old) override;
    void updatePolish() override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Ticker;
    enum Dirty { Data = 1, View = 2 };
    void touch(int what);
    void relayout();
    void refreshRows();
    void refreshCaptions();
    void setLeaders(std::vector<Leader> leaders);
    void moveTo(const Camera &camera);
    void setCamera(const Camera &camera);
    void setHovered(const QString &thing);
    void setFocused(const QString &node);
    void setRest();
    Camera home() const;
    Camera closeUp(int cell) const;
    double focusAmount() const;
    bool moveSelection(int key);
    QColor colorFor(const QString &from, const QString &to, int hue) const;

    QPointer<GraphModel> m_graph;
    QVariantMap m_colors;
    Palette m_palette;
    QString m_selection, m_hovered;
    Placement m_placement;
    Layout m_layout;
    LayoutInput m_layoutInput;
    std::vector<Place> m_places;
    Scene m_scene;
    quint64 m_sceneVersion = 0;
    Camera m_camera, m_from, m_to;
    double m_flight = 1; ///< of the camera from m_from to m_to; 1: there
    bool m_home = true; ///< the camera shows the whole cluster and follows the layout
    QString m_at; ///< the node that the camera was sent to
    QString m_focused; ///< the same, until the camera is home again
    Packets m_packets;
    std::vector<Comet> m_comets;
    std::vector<Leader> m_leaders;
    std::vector<Stroke> m_leaderStrokes;
    std::vector<QPointF> m_leaderPoints;
    quint64 m_leaderVersion = 0;
    double m_time = 0;
    double m_growingUntil = 0;
    int m_dirty = 0;
    bool m_atRest = true, m_paused = false, m_dragging = false;
    qreal m_speed = 1, m_typeFactor = 1;
    int m_cameraMilliseconds = 460;
    QPointF m_pressedAt, m_draggedFrom;
    Rows m_podRows, m_nodeRows, m_serviceRows, m_captionRows;
    std::unique_ptr<Ticker> m_ticker;
    std::unique_ptr<Painter> m_painter;
    bool m_painterIsRaster = false;
};

} // namespace orrery::graph
