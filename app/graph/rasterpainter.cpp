// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/painter.h"

#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>
#include <QQuickWindow>
#include <QSGImageNode>
#include <QSGTransformNode>

#include <map>

#include <cmath>

namespace orrery::graph {
namespace {

double grown(const Disc &disc, double time)
{
    if (disc.born < 0)
        return 1;
    const double t = std::clamp((time - disc.born) / growSeconds, 0.0, 1.0);
    return 1 - std::pow(1 - t, 3);
}

double lineScale(double zoom)
{
    return std::clamp(zoom, 0.7, 1.5);
}

void paintDisc(QPainter &painter, const Disc &disc, const Camera &camera, double time)
{
    const QPointF at = camera.toScreen(QPointF(disc.x, disc.y));
    const double r = disc.r * camera.zoom * grown(disc, time),
                 rim = std::min<double>(disc.rim * lineScale(camera.zoom), r);
    const double inner = r - rim / 2;
    switch (disc.style) {
    case Disc::Style::Plain:
        painter.setPen(Qt::NoPen);
        painter.setBrush(disc.fill);
        painter.drawEllipse(at, r, r);
        break;
    case Disc::Style::Ring:
    case Disc::Style::Halo: {
        const double ring = disc.style == Disc::Style::Halo ? r + haloGap * lineScale(camera.zoom) : r;
        painter.setPen(QPen(disc.line, rim));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at, ring, ring);
        break;
    }
    case Disc::Style::Solid:
        painter.setPen(QPen(disc.line, rim));
        painter.setBrush(disc.fill);
        painter.drawEllipse(at, inner, inner);
        break;
    case Disc::Style::Dashed: {
        // Whole dashes only, or the ring has a seam.
        const double around = 2 * M_PI * inner;
        const int dashes = std::max(6, int(around / (rim * 4.8)));
        QPen pen(disc.line, rim);
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({around / dashes / rim * 0.46, around / dashes / rim * 0.54});
        painter.setPen(pen);
        painter.setBrush(disc.fill);
        painter.drawEllipse(at, inner, inner);
        break;
    }
    case Disc::Style::Arc: {
        QPen pen(disc.line, disc.rim * camera.zoom);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawArc(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), int((90 - disc.from) * 16),
                        int(-disc.sweep * 16));
        break;
    }
    case Disc::Style::Cross:
    case Disc::Style::Bar: {
        painter.setPen(Qt::NoPen);
        painter.setBrush(disc.fill);
        painter.drawEllipse(at, r, r);
        QPen pen(disc.line, disc.rim * camera.zoom);
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        const double turn = disc.style == Disc::Style::Cross ? M_PI / 4 : disc.from * M_PI / 180;
        const QPointF arm(std::cos(turn) * r * 0.58, std::sin(turn) * r * 0.58);
        painter.drawLine(at - arm, at + arm);
        if (disc.style == Disc::Style::Cross)
            painter.drawLine(at - QPointF(-arm.y(), arm.x()), at + QPointF(-arm.y(), arm.x()));
        break;
    }
    }
}

void paintStroke(QPainter &painter, const Stroke &stroke, const std::vector<QPointF> &points, const Camera &camera)
{
    QPolygonF line;
    line.reserve(stroke.count);
    for (int i = 0; i < stroke.count; ++i)
        line << camera.toScreen(points[size_t(stroke.first + i)]);
    QPen pen(stroke.color, stroke.width * lineScale(camera.zoom));
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::BevelJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
}

/// Both premultiplied; where is the stamp's corner, in the target's pixels.
void blend(QImage &target, const QImage &stamp, QPoint where)
{
    const QRect box = QRect(where, stamp.size()).intersected(target.rect());
    const auto scaled = [](quint32 pixel, quint32 alpha) { // of 255, rounded
        quint32 even = (pixel & 0xff00ff) * alpha, odd = ((pixel >> 8) & 0xff00ff) * alpha;
        even = ((even + ((even >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
        odd = (odd + ((odd >> 8) & 0xff00ff) + 0x800080) & 0xff00ff00;
        return even | odd;
    };
    uchar *bits = target.bits();
    for (int y = box.top(); y <= box.bottom(); ++y) {
        auto *to = reinterpret_cast<quint32 *>(bits + qsizetype(y) * target.bytesPerLine()) + box.left();
        const auto *from
            = reinterpret_cast<const quint32 *>(stamp.constScanLine(y - where.y())) + (box.left() - where.x());
        for (int x = 0; x < box.width(); ++x) {
            if (const quint32 alpha = from[x] >> 24; alpha == 255)
                to[x] = from[x];
            else if (alpha > 0)
                to[x] = from[x] + scaled(to[x], 255 - alpha);
        }
    }
}

/// Discs of one look, rendered once and stamped on whole pixels: thousands of small pods. By hand, because a painter's
/// call costs more than so few pixels.
class Stamps final
{
public:
    Stamps(QImage &target, const Camera &camera)
        : m_target(target)
        , m_camera(camera)
        , m_ratio(target.devicePixelRatio())
    {
    }

    void stamp(const Disc &disc)
    {
        const QImage &image = imageOf(disc);
        const QPointF at = m_camera.toScreen(QPointF(disc.x, disc.y)) * m_ratio;
        const double half = image.width() / 2.0;
        blend(m_target, image, {int(std::lround(at.x() - half)), int(std::lround(at.y() - half))});
    }

private:
    using Look = std::tuple<QRgb, QRgb, Disc::Style, float, float, float, float>;

    const QImage &imageOf(const Disc &disc)
    {
        const Look look{disc.fill.rgba(), disc.line.rgba(), disc.style, disc.r, disc.rim, disc.from, disc.sweep};
        if (m_last && m_lastLook == look) // siblings stand in a row
            return *m_last;
        QImage &image = m_images[look];
        if (image.isNull()) {
            const bool halo = disc.style == Disc::Style::Halo;
            const double r = disc.r * m_camera.zoom + 2 + (halo ? haloGap * lineScale(m_camera.zoom) + disc.rim : 0);
            const int side = int(std::ceil(2 * r * m_ratio)) | 1;
            image = QImage(side, side, QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(m_ratio);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            painter.setRenderHint(QPainter::Antialiasing);
            Disc here = disc;
            here.born = -1;
            here.x = here.y = 0;
            paintDisc(painter, here, {m_camera.zoom, QPointF(side / m_ratio / 2, side / m_ratio / 2)}, 0);
        }
        m_last = &image;
        m_lastLook = look;
        return image;
    }

    QImage &m_target;
    Camera m_camera;
    double m_ratio;
    std::map<Look, QImage> m_images;
    const QImage *m_last = nullptr;
    Look m_lastLook;
};

QImage ringImage(const Comet &comet, const Camera &camera, double ratio, QRectF *where)
{
    const QPointF at = camera.toScreen(comet.trail.front());
    const double r = comet.ring * camera.zoom, reach = r + 2;
    *where = QRectF(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect());
    QImage image((where->size() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(comet.color, 1.6 * lineScale(camera.zoom)));
    painter.drawEllipse(at - where->topLeft(), r, r);
    return image;
}

QImage cometImage(const Comet &comet, const Camera &camera, double ratio, bool dark, QRectF *where)
{
    if (comet.ring > 0)
        return ringImage(comet, camera, ratio, where);
    const double scale = std::clamp(camera.zoom, 0.6, 1.5), glow = (dark ? 16 : 11) * scale;
    QRectF box;
    for (QPointF point : comet.trail) {
        const QPointF at = camera.toScreen(point);
        box |= QRectF(at.x() - glow, at.y() - glow, 2 * glow, 2 * glow);
    }
    box = QRectF(box.toAlignedRect());
    *where = box;
    QImage image((box.size() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.translate(-box.topLeft());
    const size_t count = comet.trail.size();
    for (size_t i = count; i-- > 1;) {
        QColor color = comet.color;
        color.setAlphaF(float(0.5 * std::pow(1 - double(i) / double(count), 1.6)));
        painter.setBrush(color);
        const double r = comet.size * scale * (1 - double(i) * 0.085) / 2;
        painter.drawEllipse(camera.toScreen(comet.trail[i]), r, r);
    }
    const QPointF head = camera.toScreen(comet.trail.front());
    QRadialGradient light(head, glow);
    QColor color = comet.color;
    const double strength = dark ? 0.75 : 0.4;
    for (double stop : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        color.setAlphaF(float(strength * std::pow(1 - stop, 2.2)));
        light.setColorAt(stop, color);
    }
    painter.setBrush(light);
    painter.drawEllipse(head, glow, glow);
    painter.setBrush(comet.color);
    const double r = comet.size * scale / 2;
    painter.drawEllipse(head, r, r);
    painter.setBrush(QColor(255, 255, 255, 235));
    painter.drawEllipse(head, r * 0.46, r * 0.46);
    return image;
}

// A transform node, because the software renderer finds the place of nodes that are added later only through such.
class RasterRoot final : public QSGTransformNode
{
public:
    QSGImageNode *still = nullptr;
    std::vector<QSGImageNode *> comets;
    quint64 version = 0, leaders = 0;
    Camera camera;
    QSizeF size;
    bool grew = false;
    QImage shown, spare; ///< the still picture, and the one before it, to paint the next on
};

class RasterPainter final : public Painter
{
public:
    QSGNode *sync(QSGNode *old, const Frame &frame, QQuickWindow *window) override
    {
        auto *root = static_cast<RasterRoot *>(old);
        if (!root)
            root = new RasterRoot;
        if (!root->still || root->version != frame.sceneVersion || !(root->camera == frame.camera)
            || root->size != frame.size || frame.growing || root->grew || root->leaders != frame.leaderVersion) {
            root->leaders = frame.leaderVersion;
            root->version = frame.sceneVersion;
            root->camera = frame.camera;
            root->size = frame.size;
            root->grew = frame.growing;
            paintStill(root, frame, window);
        }
        placeComets(root, frame, window);
        return root;
    }

private:
    static void setImage(QSGImageNode *node, const QImage &image, const QRectF &where, QQuickWindow *window)
    {
        node->setTexture(window->createTextureFromImage(image, QQuickWindow::TextureHasAlphaChannel));
        node->setRect(where);
        node->setSourceRect(QRectF(QPointF(), QSizeF(image.size())));
    }

    static QSGImageNode *makeNode(QQuickWindow *window)
    {
        QSGImageNode *node = window->createImageNode();
        node->setOwnsTexture(true);
        node->setFiltering(QSGTexture::Linear);
        node->setFlag(QSGNode::OwnedByParent);
        return node;
    }

    static void paintStill(RasterRoot *root, const Frame &frame, QQuickWindow *window)
    {
        const QSize pixels = (frame.size * frame.pixelRatio).toSize();
        std::swap(root->shown, root->spare);
        if (root->shown.size() != pixels)
            root->shown = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
        root->shown.setDevicePixelRatio(frame.pixelRatio);
        root->shown.fill(Qt::transparent);
        paintScene(root->shown, frame.scene, frame.camera, frame.time, frame.leaders, frame.leaderPoints);
        // The software renderer looks at a node as soon as it is in the tree: its texture comes first.
        const bool fresh = !root->still;
        if (fresh)
            root->still = makeNode(window);
        setImage(root->still, root->shown, QRectF(QPointF(), frame.size), window);
        if (fresh)
            root->prependChildNode(root->still);
    }

    static void placeComets(RasterRoot *root, const Frame &frame, QQuickWindow *window)
    {
        const QRectF view(QPointF(), frame.size);
        size_t used = 0;
        for (const Comet &comet : frame.comets) {
            if (comet.trail.empty() || !view.contains(frame.camera.toScreen(comet.trail.front())))
                continue;
            QRectF where;
            const QImage image = cometImage(comet, frame.camera, frame.pixelRatio, frame.dark, &where);
            const bool fresh = used == root->comets.size();
            if (fresh)
                root->comets.push_back(makeNode(window));
            setImage(root->comets[used], image, where, window);
            if (fresh)
                root->appendChildNode(root->comets[used]);
            ++used;
        }
        while (root->comets.size() > used) {
            root->removeChildNode(root->comets.back());
            delete root->comets.back();
            root->comets.pop_back();
        }
    }
};

} // namespace

void paintScene(QImage &image, const Scene &scene, const Camera &camera, double time,
                const std::vector<Stroke> &leaders, const std::vector<QPointF> &leaderPoints)
{
    QPainter painter(&image);
    const QRectF view(QPointF(), QSizeF(image.size()) / image.devicePixelRatio());
    painter.setClipRect(view);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto isInView = [&](const Disc &disc) {
        const double reach = disc.r * camera.zoom + 12; // a halo is a little wider
        return view.adjusted(-reach, -reach, reach, reach).contains(camera.toScreen(QPointF(disc.x, disc.y)));
    };
    for (const Disc &disc : scene.ground) {
        if (isInView(disc))
            paintDisc(painter, disc, camera, time);
    }
    for (const Stroke &stroke : scene.strokes)
        paintStroke(painter, stroke, scene.points, camera);
    for (const Stroke &stroke : leaders)
        paintStroke(painter, stroke, leaderPoints, camera);
    Stamps stamps(image, camera);
    const bool many = scene.discs.size() > 300;
    for (const Disc &disc : scene.discs) {
        if (!isInView(disc))
            continue;
        const bool grown = disc.born < 0 || time - disc.born > growSeconds;
        // Of arcs only the whole ones, which are a gauge's ground: what a gauge shows is seldom the same twice.
        const bool sibling = disc.style != Disc::Style::Arc || disc.sweep == 270;
        if (many && grown && disc.r * camera.zoom < 24 && sibling)
            stamps.stamp(disc);
        else
            paintDisc(painter, disc, camera, time);
    }
}

std::unique_ptr<Painter> makeRasterPainter()
{
    return std::make_unique<RasterPainter>();
}

} // namespace orrery::graph
