// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/captions.h"
#include "app/graph/filtering.h"
#include "app/graph/graphmodel.h"
#include "app/graph/labels.h"
#include "app/graph/steering.h"
#include "app/graph/things.h"

#include <QQuickItem>
#include <QTimer>

namespace orrery::graph {

/// The map: draws pods, orbits, lanes and packets itself, and gives QML what is text (nodes, pods, services, captions)
/// with its place on the screen. Wheel zooms at the cursor, drag pans, double click goes in; arrows go from thing to
/// thing, with Shift they move the picture; Enter goes a level in, Esc one out, f fits, Home and End are the first and last
/// thing, Menu asks for what can be done. Does not: draw chips, cards and labels (qml/scene); invent traffic (send() is
/// called for what happened). Costs nothing at rest. Thread: gui; the painters run with the scene graph. Lifetime: QML's.
class MapView : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::graph::GraphModel *graph READ graph WRITE setGraph NOTIFY graphChanged)
    Q_PROPERTY(QVariantMap colors READ colors WRITE setColors NOTIFY colorsChanged)
    Q_PROPERTY(QString selection READ selection WRITE setSelection NOTIFY
                   selectionChanged) ///< "pod/default/web-1", "node/node-1"
    Q_PROPERTY(QString hovered READ hovered NOTIFY hoveredChanged)
    Q_PROPERTY(QString level READ level NOTIFY cameraChanged) ///< "cluster", "nodes", "node", "pod"
    Q_PROPERTY(QString focusedNode READ focusedNode NOTIFY cameraChanged) ///< from the node level on
    Q_PROPERTY(QVariantList trail READ trail NOTIFY trailChanged) ///< below the cluster: [{id, title, here}]
    Q_PROPERTY(qreal zoom READ zoom NOTIFY cameraChanged)
    Q_PROPERTY(QPointF origin READ origin NOTIFY cameraChanged) ///< of the world, on the screen
    Q_PROPERTY(QRectF viewport READ viewport NOTIFY cameraChanged) ///< what of the world can be seen
    Q_PROPERTY(bool allFits READ allFits NOTIFY cameraChanged) ///< nothing of the world is out of sight
    Q_PROPERTY(qreal covered MEMBER m_covered WRITE setCovered NOTIFY coveredChanged) ///< pixels at the right
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged) ///< what it does not match is faded
    Q_PROPERTY(bool atRest READ isAtRest NOTIFY atRestChanged) ///< nothing moves: no frame is drawn
    Q_PROPERTY(bool paused MEMBER m_paused WRITE setPaused NOTIFY clockChanged)
    Q_PROPERTY(qreal speed MEMBER m_speed NOTIFY clockChanged)
    Q_PROPERTY(int cameraMilliseconds MEMBER m_cameraMilliseconds WRITE setCameraMilliseconds NOTIFY
                   colorsChanged) ///< 0: less motion, nothing flies or grows
    Q_PROPERTY(qreal typeFactor MEMBER m_typeFactor WRITE setTypeFactor NOTIFY colorsChanged)
    Q_PROPERTY(QAbstractItemModel *pods READ pods CONSTANT)
    Q_PROPERTY(QAbstractItemModel *nodes READ nodes CONSTANT)
    Q_PROPERTY(QAbstractItemModel *nodeNames READ nodeNames CONSTANT) ///< of nodes without cards
    Q_PROPERTY(int unnamed MEMBER m_unnamed NOTIFY unnamedChanged) ///< nodes too small for their names
    Q_PROPERTY(QAbstractItemModel *services READ services CONSTANT)
    Q_PROPERTY(QAbstractItemModel *relations READ relations CONSTANT) ///< of the selection
    Q_PROPERTY(QAbstractItemModel *captions READ captions CONSTANT)
    Q_PROPERTY(QVariantMap chips READ chips NOTIFY layoutChanged) ///< "api", "store", ... -> world rectangle
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
    QString filter() const { return m_filterText; }
    void setFilter(const QString &filter);
    QString level() const;
    QString focusedNode() const;
    QVariantList trail() const { return m_trail; }
    qreal zoom() const { return camera().zoom; }
    QPointF origin() const { return camera().offset; }
    QRectF viewport() const;
    bool allFits() const;
    void setCovered(qreal pixels);
    bool isAtRest() const { return m_atRest; }
    void setPaused(bool paused);
    void setCameraMilliseconds(int milliseconds);
    void setTypeFactor(qreal factor);
    QAbstractItemModel *pods() { return &m_podRows; }
    QAbstractItemModel *nodes() { return &m_nodeRows; }
    QAbstractItemModel *nodeNames() { return &m_nodeNameRows; }
    QAbstractItemModel *services() { return &m_serviceRows; }
    QAbstractItemModel *relations() { return &m_relationRows; }
    QAbstractItemModel *captions() { return &m_captionRows; }
    QVariantMap chips() const;
    QString density() const;
    int hiddenServices() const;

    /// A packet for something that happened. caption may be empty; hue: a workload's, or -1 for the control plane's
    /// brass, -2: as the ends say.
    Q_INVOKABLE void send(const QString &from, const QString &to, const QString &caption = {}, int milliseconds = 1200,
                          int hue = -2);
    Q_INVOKABLE void step(int milliseconds); ///< while paused: lets the picture's clock go on for so long
    Q_INVOKABLE void fit(); ///< all of the cluster
    Q_INVOKABLE void zoomTo(const QString &node);
    Q_INVOKABLE void goTo(const QString &thing); ///< to its own level, and selects it; empty: the cluster
    Q_INVOKABLE void goIn(const QString &thing); ///< one level closer to it
    Q_INVOKABLE bool back(); ///< one level out, at last to no selection; false if there was nothing to go back from
    Q_INVOKABLE void zoomBy(qreal factor); ///< about the middle
    Q_INVOKABLE void lookAt(QPointF world); ///< into the middle
    Q_INVOKABLE void tidy(); ///< closes the gaps that removed nodes left
    Q_INVOKABLE QPointF podCenter(const QString &name) const; ///< relative to the map; (-1, -1) if it is not on it
    Q_INVOKABLE QString thingAt(QPointF point) const; ///< "pod/...", "node/...", "service/...", "part/...", or empty
    Q_INVOKABLE QString nodeAt(QPointF point) const; ///< whose card is there; empty: nobody's
    Q_INVOKABLE QRectF rectOf(const QString &thing) const; ///< relative to the map; null if it is not on it
    Q_INVOKABLE QVariantMap facts(const QString &thing) const; ///< factsOf
    void askForMenu(const QString &thing, QPointF point);
    Picture picture() const;
    const Palette &palette() const { return m_palette; }
    quint64 sceneVersion() const { return m_sceneVersion; }
    const Camera &camera() const { return m_steering.camera(); }
    int flying() const { return int(m_packets.flying().size()); }
    void advance(double seconds); ///< the ticker's; for tests and benchmarks

Q_SIGNALS:
    void graphChanged();
    void colorsChanged();
    void selectionChanged();
    void hoveredChanged();
    void filterChanged();
    void unnamedChanged();
    void cameraChanged();
    void layoutChanged();
    void sceneChanged();
    void atRestChanged();
    void clockChanged();
    void coveredChanged();
    void trailChanged();
    void opened(const QString &thing); ///< double click or Enter
    void menuRequested(const QString &kind, const QString &ns, const QString &name, QPointF point);

protected:
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *) override;
    void geometryChange(const QRectF &now, const QRectF &old) override;
    void updatePolish() override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverEnterEvent(QHoverEvent *event) override { hoverMoveEvent(event); }
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Ticker;
    enum Dirty { Data = 1, View = 2, Lanes = 4 };
    void onGraphChanged();
    void touch(int what);
    void seat();
    void keepSeats();
    void relayout();
    void refreshRows(int dirty);
    void refreshCaptions();
    void refreshTrail();
    void cameraMoved();
    void refreshScene();
    void refreshLanes();
    void setLeaders(std::vector<Leader> leaders, bool lanesChanged);
    SceneInput sceneInput() const;
    bool pulses(const QString &from, const QString &to, const QString &caption, const QColor &color);
    void setHovered(const QString &thing);
    void setRest();
    bool isPictureMoving() const;
    Ground ground() const;
    QByteArray aloneNode() const { return m_steering.focus() > 0.5 ? m_steering.focused() : QByteArray(); }
    bool moveSelection(int key);
    void selectByKey(const QString &thing);
    QColor colorFor(const QString &from, const QString &to, int hue) const;

    QPointer<GraphModel> m_graph;
    QVariantMap m_colors;
    Palette m_palette;
    QString m_selection, m_hovered, m_filterText;
    QVariantList m_trail;
    cluster::Filter m_filter;
    Relations m_relations; ///< of the selection
    Emphasis m_emphasis;
    Placement m_placement;
    Layout m_layout;
    LayoutInput m_layoutInput;
    bool m_seated = false; ///< those who were here before have their seats again
    quint64 m_keptSeats = 0; ///< the placement's version that is kept, or soon will be
    QTimer m_keepSoon;
    std::vector<Place> m_places;
    quint64 m_structure = 0; ///< of the graph that m_places is about
    Scene m_scene;
    quint64 m_sceneVersion = 0;
    Steering m_steering;
    QByteArray m_alone; ///< what the scene was made with
    Packets m_packets;
    Captions m_captions;
    std::vector<QRectF> m_taken; ///< where pods have words
    std::vector<Comet> m_comets;
    std::vector<Leader> m_leaders;
    std::vector<Stroke> m_laneStrokes, m_leaderStrokes; ///< lanes of what is selected or pointed at; those and leaders
    std::vector<QPointF> m_lanePoints, m_leaderPoints;
    quint64 m_leaderVersion = 0;
    double m_time = 0; ///< the picture's clock
    double m_stepLeft = 0; ///< seconds that a paused picture still goes on
    double m_growingUntil = 0;
    int m_dirty = 0;
    bool m_atRest = true, m_paused = false, m_dragging = false;
    bool m_naming = false; ///< there are names still to come
    qreal m_speed = 1, m_typeFactor = 1, m_covered = 0;
    int m_cameraMilliseconds = 460;
    QPointF m_pressedAt, m_draggedTo;
    Rows m_podRows, m_nodeRows, m_nodeNameRows, m_serviceRows, m_relationRows, m_captionRows;
    int m_unnamed = 0;
    std::unique_ptr<Ticker> m_ticker;
    std::unique_ptr<Painter> m_painter;
    bool m_painterIsRaster = false;
};

} // namespace orrery::graph
