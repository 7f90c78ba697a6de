// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>

namespace orrery::graph {

/// Who sits where and which workload has which hue: what makes the picture of a cluster the same after a restart. Holds
/// names and numbers only. Thread: any; a value.
struct SeatBook
{
    struct Seat
    {
        QByteArray node;
        int seat = 0;
        bool operator==(const Seat &) const = default;
    };
    QHash<QByteArray, int> cells; ///< node -> its cell in the grid
    QHash<QByteArray, Seat> seats; ///< "default/web-1" -> where it sits
    QHash<QByteArray, int> hues; ///< "default/web" -> index into the theme's hues
    bool operator==(const SeatBook &) const = default;
};

inline constexpr qsizetype maxSeatBookBytes = 4 * 1024 * 1024; ///< of its file; some 30,000 pods
inline constexpr int maxCell = 9'999, maxSeat = 1'999, maxHue = 99'999;

QByteArray toJson(const SeatBook &book);
/// Nothing if it is damaged, too large or says what cannot be: no number out of bounds, no two nodes in one cell, no two
/// pods on one seat.
std::optional<SeatBook> seatBookFrom(const QByteArray &json);

} // namespace orrery::graph
