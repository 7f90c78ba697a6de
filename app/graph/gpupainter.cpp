// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/painter.h"

#include <QSGGeometryNode>
#include <QSGMaterial>
#include <QSGMaterialShader>
#include <QSGTransformNode>

#include <cmath>
#include <cstring>

namespace orrery::graph {
namespace {

constexpr float lineStyle = 10, lightStyle = 6;

struct Vertex
{
    float x, y, dx, dy;
    float radius, rim, style, born;
    float from, sweep, side, spare;
    quint8 fill[4], line[4];
};

const QSGGeometry::AttributeSet &attributes()
{
    static const QSGGeometry::Attribute list[] = {
        QSGGeometry::Attribute::create(0, 4, QSGGeometry::FloatType, false),
        QSGGeometry::Attribute::create(1, 4, QSGGeometry::FloatType, false),
        QSGGeometry::Attribute::create(2, 4, QSGGeometry::FloatType, false),
        QSGGeometry::Attribute::create(3, 4, QSGGeometry::UnsignedByteType, false),
        QSGGeometry::Attribute::create(4, 4, QSGGeometry::UnsignedByteType, false),
    };
    static const QSGGeometry::AttributeSet set{5, sizeof(Vertex), list};
    return set;
}

class MapMaterial final : public QSGMaterial
{
public:
    MapMaterial()
    {
        setFlag(Blending);
        setFlag(NoBatching); // the vertices are in world units; the matrix must stay ours
    }
    QSGMaterialType *type() const override
    {
        static QSGMaterialType type;
        return &type;
    }
    int compare(const QSGMaterial *other) const override { return this == other ? 0 : this < other ? -1 : 1; }
    QSGMaterialShader *createShader(QSGRendererInterface::RenderMode) const override;

    float time = 0, pixel = 1, lines = 1;
};

class MapShader final : public QSGMaterialShader
{
public:
    MapShader()
    {
        setShaderFileName(VertexStage, QStringLiteral(":/graph/map.vert.qsb"));
        setShaderFileName(FragmentStage, QStringLiteral(":/graph/map.frag.qsb"));
    }
    bool updateUniformData(RenderState &state, QSGMaterial *now, QSGMaterial *) override
    {
        const auto *material = static_cast<MapMaterial *>(now);
        char *data = state.uniformData()->data();
        if (state.isMatrixDirty()) {
            const QMatrix4x4 matrix = state.combinedMatrix();
            std::memcpy(data, matrix.constData(), 64);
        }
        const float values[4]
            = {material->time, state.opacity(), material->pixel / state.devicePixelRatio(), material->lines};
        std::memcpy(data + 64, values, sizeof values);
        return true;
    }
};

QSGMaterialShader *MapMaterial::createShader(QSGRendererInterface::RenderMode) const
{
    return new MapShader;
}

void setColor(quint8 *out, const QColor &color)
{
    out[0] = quint8(color.red());
    out[1] = quint8(color.green());
    out[2] = quint8(color.blue());
    out[3] = quint8(color.alpha());
}

class Mesh final
{
public:
    void disc(const Disc &disc)
    {
        static constexpr float styles[] = {0, 1, 2, 3, 4, 5, 7, 8};
        Vertex vertex{disc.x, disc.y, 0, 0, disc.r, disc.rim, styles[int(disc.style)], disc.born};
        vertex.from = disc.from * float(M_PI) / 180;
        vertex.sweep = disc.sweep * float(M_PI) / 180;
        setColor(vertex.fill, disc.fill.isValid() ? disc.fill : QColor(0, 0, 0, 0));
        setColor(vertex.line, disc.line.isValid() ? disc.line : QColor(0, 0, 0, 0));
        quad(vertex);
    }

    void spot(QPointF at, double radius, float style, const QColor &color)
    {
        Vertex vertex{float(at.x()), float(at.y()), 0, 0, float(radius), 0, style, -1};
        setColor(vertex.fill, color);
        setColor(vertex.line, color);
        quad(vertex);
    }

    void stroke(const std::vector<QPointF> &points, const Stroke &stroke)
    {
        Vertex vertex{0, 0, 0, 0, stroke.width / 2, 0, lineStyle, -1};
        setColor(vertex.line, stroke.color);
        const quint32 base = quint32(vertices.size());
        for (int i = 0; i < stroke.count; ++i) {
            const QPointF here = points[size_t(stroke.first + i)];
            const QPointF before = i > 0 ? points[size_t(stroke.first + i - 1)] : here;
            const QPointF after = i + 1 < stroke.count ? points[size_t(stroke.first + i + 1)] : here;
            const QPointF normal = mitre(before, here, after);
            vertex.x = float(here.x());
            vertex.y = float(here.y());
            for (float side : {-1.f, 1.f}) {
                vertex.dx = float(normal.x()) * side;
                vertex.dy = float(normal.y()) * side;
                vertex.side = side;
                vertices.push_back(vertex);
            }
            if (i > 0) {
                const quint32 o = base + quint32(i - 1) * 2;
                indexes.insert(indexes.end(), {o, o + 1, o + 2, o + 2, o + 1, o + 3});
            }
        }
    }

    QSGGeometry *geometry() const
    {
        auto *geometry
            = new QSGGeometry(attributes(), int(vertices.size()), int(indexes.size()), QSGGeometry::UnsignedIntType);
        geometry->setDrawingMode(QSGGeometry::DrawTriangles);
        std::memcpy(geometry->vertexData(), vertices.data(), vertices.size() * sizeof(Vertex));
        std::memcpy(geometry->indexData(), indexes.data(), indexes.size() * sizeof(quint32));
        return geometry;
    }

    bool isEmpty() const { return vertices.empty(); }

private:
    void quad(Vertex vertex)
    {
        const quint32 o = quint32(vertices.size());
        for (int corner = 0; corner < 4; ++corner) {
            vertex.dx = corner & 1 ? 1.f : -1.f;
            vertex.dy = corner & 2 ? 1.f : -1.f;
            vertices.push_back(vertex);
        }
        indexes.insert(indexes.end(), {o, o + 1, o + 2, o + 2, o + 1, o + 3});
    }

    static QPointF mitre(QPointF before, QPointF here, QPointF after)
    {
        const auto normal = [](QPointF a, QPointF b) {
            const double length = std::hypot(b.x() - a.x(), b.y() - a.y());
            return length > 1e-9 ? QPointF(a.y() - b.y(), b.x() - a.x()) / length : QPointF();
        };
        const QPointF in = normal(before, here), on = normal(here, after);
        if (in.isNull() || on.isNull())
            return in + on;
        const QPointF sum = in + on;
        const double dot = QPointF::dotProduct(sum, sum) / 2;
        return dot > 0.2 ? sum / dot : on;
    }

    std::vector<Vertex> vertices;
    std::vector<quint32> indexes;
};

class GpuRoot final : public QSGTransformNode
{
public:
    QSGGeometryNode *ground = nullptr, *leaders = nullptr, *discs = nullptr, *moving = nullptr;
    quint64 version = 0, leaderVersion = 0;
};

class GpuPainter final : public Painter
{
public:
    QSGNode *sync(QSGNode *old, const Frame &frame, QQuickWindow *) override
    {
        auto *root = static_cast<GpuRoot *>(old);
        if (!root) {
            root = new GpuRoot;
            for (QSGGeometryNode **node : {&root->ground, &root->leaders, &root->discs, &root->moving}) {
                *node = new QSGGeometryNode;
                (*node)->setMaterial(new MapMaterial);
                (*node)->setGeometry(Mesh().geometry());
                (*node)->setFlags(QSGNode::OwnsGeometry | QSGNode::OwnsMaterial | QSGNode::OwnedByParent);
                root->appendChildNode(*node);
            }
        }
        if (root->version != frame.sceneVersion) {
            root->version = frame.sceneVersion;
            Mesh mesh;
            for (const Disc &disc : frame.scene.ground)
                mesh.disc(disc);
            for (const Stroke &stroke : frame.scene.strokes)
                mesh.stroke(frame.scene.points, stroke);
            set(root->ground, mesh);
            Mesh discs;
            for (const Disc &disc : frame.scene.discs)
                discs.disc(disc);
            set(root->discs, discs);
        }
        if (root->leaderVersion != frame.leaderVersion) {
            root->leaderVersion = frame.leaderVersion;
            Mesh leaders;
            for (const Stroke &stroke : frame.leaders)
                leaders.stroke(frame.leaderPoints, stroke);
            set(root->leaders, leaders);
        }
        Mesh mesh;
        for (const Comet &comet : frame.comets)
            addComet(mesh, comet, frame);
        set(root->moving, mesh);

        QMatrix4x4 matrix;
        matrix.translate(float(frame.camera.offset.x()), float(frame.camera.offset.y()));
        matrix.scale(float(frame.camera.zoom));
        root->setMatrix(matrix);
        for (QSGGeometryNode *node : {root->ground, root->leaders, root->discs, root->moving}) {
            auto *material = static_cast<MapMaterial *>(node->material());
            material->time = float(frame.time);
            material->pixel = float(1 / frame.camera.zoom);
            material->lines = float(std::clamp(frame.camera.zoom, 0.7, 1.5) / frame.camera.zoom);
            node->markDirty(QSGNode::DirtyMaterial);
        }
        return root;
    }

private:
    static void set(QSGGeometryNode *node, const Mesh &mesh)
    {
        node->setGeometry(mesh.geometry());
        node->markDirty(QSGNode::DirtyGeometry);
    }

    static void addComet(Mesh &mesh, const Comet &comet, const Frame &frame)
    {
        const double scale = std::clamp(frame.camera.zoom, 0.6, 1.5) / frame.camera.zoom;
        if (comet.ring > 0 && !comet.trail.empty()) {
            Disc ring;
            ring.x = float(comet.trail.front().x());
            ring.y = float(comet.trail.front().y());
            ring.r = comet.ring;
            ring.rim = 1.6f;
            ring.style = Disc::Style::Ring;
            ring.line = comet.color;
            mesh.disc(ring);
            return;
        }
        for (size_t i = comet.trail.size(); i-- > 1;) {
            QColor color = comet.color;
            color.setAlphaF(float(0.5 * std::pow(1 - double(i) / double(comet.trail.size()), 1.6)));
            mesh.spot(comet.trail[i], comet.size * scale * (1 - double(i) * 0.085) / 2, 4, color);
        }
        if (comet.trail.empty())
            return;
        QColor light = comet.color;
        light.setAlphaF(frame.dark ? 0.75f : 0.4f);
        mesh.spot(comet.trail.front(), (frame.dark ? 16 : 11) * scale, lightStyle, light);
        mesh.spot(comet.trail.front(), comet.size * scale / 2, 4, comet.color);
        mesh.spot(comet.trail.front(), comet.size * scale * 0.23, 4, QColor(255, 255, 255, 235));
    }
};

} // namespace

std::unique_ptr<Painter> makeGpuPainter()
{
    return std::make_unique<GpuPainter>();
}

} // namespace orrery::graph
