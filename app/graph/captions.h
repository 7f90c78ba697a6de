// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/camera.h"
#include "app/graph/packets.h"
#include "app/graph/rows.h"

namespace orrery::graph {

/// The words that travel with packets. They cover neither each other nor what must stay readable; a caption keeps to its
/// side of its packet while it can, and one that finds no place is left out. Thread: any, one at a time.
class Captions final
{
public:
    static constexpr int most = 8;

    /// shunned: never covered. crowded: covered as little as possible. info: text, color.
    QList<Row> rows(const Packets &packets, const Camera &camera, QSizeF view, double typeFactor,
                    const std::vector<QRectF> &shunned, const std::vector<QRectF> &crowded);

private:
    QHash<quint64, int> m_sides; // by the packet's serial
};

} // namespace orrery::graph
