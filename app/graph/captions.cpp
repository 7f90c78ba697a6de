// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/captions.h"

#include <algorithm>

namespace orrery::graph {
namespace {

constexpr double away = 12;

QRectF boxAt(QPointF packet, QSizeF size, int side)
{
    const double x = side % 2 == 0 ? packet.x() + away : packet.x() - away - size.width();
    const double y = side < 2 ? packet.y() - 4 - size.height() : packet.y() + away;
    return {{x, y}, size};
}

double common(const QRectF &box, const std::vector<QRectF> &others)
{
    double sum = 0;
    for (const QRectF &other : others) {
        const QRectF both = box.intersected(other);
        sum += both.width() * both.height();
    }
    return sum;
}

} // namespace

QList<Row> Captions::rows(const Packets &packets, const Camera &camera, QSizeF view, double typeFactor,
                          const std::vector<QRectF> &shunned, const std::vector<QRectF> &crowded)
{
    QList<Row> rows;
    QHash<quint64, int> sides;
    std::vector<QRectF> taken = shunned;
    const QRectF all(QPointF(), view);
    for (const Packet &packet : packets.flying()) {
        if (packet.caption.isEmpty() || rows.size() >= most)
            continue;
        const QPointF at = camera.toScreen(packet.walk.at(packet.walk.length() * packet.gone));
        const QSizeF size((7.5 * double(packet.caption.size()) + 20) * typeFactor, 25 * typeFactor);
        const int before = m_sides.value(packet.serial, 0);
        int side = -1;
        double least = 0;
        for (int i = 0; i < 4; ++i) {
            const int candidate = (before + i) % 4;
            const QRectF box = boxAt(at, size, candidate);
            if (!all.contains(box) || common(box, taken) > 0)
                continue;
            // Jumping to another side is worth it for a good part of a caption only.
            const double cost = common(box, crowded) + (i > 0 ? size.width() * size.height() * 0.4 : 0);
            if (side < 0 || cost < least) {
                side = candidate;
                least = cost;
            }
        }
        if (side < 0)
            continue;
        const QRectF box = boxAt(at, size, side);
        taken.push_back(box);
        sides.insert(packet.serial, side);
        rows << Row{QString::number(packet.serial),
                    box,
                    {{QStringLiteral("text"), packet.caption},
                     {QStringLiteral("color"), packet.color},
                     {QStringLiteral("left"), side % 2 == 1}}};
    }
    m_sides = std::move(sides);
    return rows;
}

} // namespace orrery::graph
