// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/layout.h"

#include <algorithm>
#include <cmath>

namespace orrery::graph {
namespace {

constexpr double margin = 38, gap = 16;
constexpr double header = 62,
                 footer
    = 24; // of a card; its words are in the corners, so that several rings may reach up between them
constexpr double labelRoom = 66,
                 narrowLabelRoom = 86; // beside the outer ring, at the least: an address and a short name
constexpr double chipHeight = 52, hubChipHeight = 68;

QRectF centred(double x, double y, double w, double h)
{
    return {x - w / 2, y - h / 2, w, h};
}

/// Control plane as a panel with the API server in its middle, the workloads at its right, "You" at its left.
double placeFullControl(Layout &layout)
{
    const double width = layout.size.width(), top = 22, height = 190;
    const double panel
        = std::clamp(width - 2 * margin - 200 - gap - 200, std::min(560.0, width - 2 * margin - 200), 704.0);
    double left = (width - panel) / 2;
    left = std::max(left, margin + 200);
    const double wide = width - margin - gap - (left + panel);
    layout.control = {left, top, panel, height};
    if (wide >= 180)
        layout.workloads = {left + panel + gap, top, wide, height};
    const double x = left + panel / 2, y = top + 130, side = std::min(178.0, panel * 0.27), reach = panel * 0.273;
    layout.api = centred(x, y, std::min(224.0, panel * 0.32), hubChipHeight);
    layout.scheduler = centred(x - reach, top + 46, side, chipHeight);
    layout.controllers = centred(x + reach, top + 46, side, chipHeight);
    layout.store = centred(x + std::min(240.0, panel * 0.341), y, side, chipHeight);
    layout.you = centred(std::max(margin + 89, margin + (left - margin) / 2 - 8), y,
                         std::min(178.0, left - margin - gap), chipHeight);
    return top + height;
}

/// One row of chips, for when the nodes need the room.
double placeCompactControl(Layout &layout)
{
    const double width = layout.size.width(), top = 16, height = 84, y = top + height / 2;
    const double unit = std::min(196.0, (width - 2 * margin - 30) / 5.4), chip = unit - gap;
    // You, then the panel with Scheduler, Controllers, API server, Store; the API server in the middle where there is
    // room for that.
    const double toServer = unit + 28 + chip / 2 + unit + unit * 1.12;
    const double left
        = std::max(margin, std::min(width / 2 - toServer, width - margin - toServer - unit * 1.12 - chip / 2 - 14));
    layout.you = centred(left + chip / 2, y, chip, 48);
    layout.scheduler = centred(left + unit + 28 + chip / 2, y, chip, 48);
    layout.controllers = centred(layout.scheduler.center().x() + unit, y, chip, 48);
    layout.api = centred(left + toServer, y, chip * 1.16, 60);
    layout.store = centred(left + toServer + unit * 1.12, y, chip, 48);
    layout.control
        = QRectF(layout.scheduler.left() - 14, top, layout.store.right() - layout.scheduler.left() + 28, height);
    return top + height;
}

double placeServices(Layout &layout, int services)
{
    const double width = layout.size.width() - 2 * margin, bottom = layout.size.height();
    if (services == 0)
        return bottom - 72; // for a word about what to do next
    const double boxHeight = 60, top = bottom - 98;
    const int room = std::max(1, int(width / 216) - 1), shown = std::min(services, room);
    const double slot = width / (shown + 1), box = std::min(264.0, slot - gap);
    layout.browser = centred(margin + slot / 2 - 6, top + boxHeight / 2, std::min(178.0, slot - gap), chipHeight);
    const double lanesTop = top - 42, space = shown > 1 ? std::min(14.0, 22.0 / (shown - 1)) : 0;
    for (int i = 0; i < shown; ++i) {
        layout.services.push_back(centred(margin + slot * (i + 1.5), top + boxHeight / 2, box, boxHeight));
        layout.lanes.push_back(lanesTop + space * i);
    }
    return lanesTop - 26;
}

/// The largest pods with which all rings fit the room around the hub.
void scaleOrbits(Layout &layout, double room, double largest)
{
    const double first = layout.rings == 1 ? 4.7 : 3.7, step = 2.55;
    layout.pod = std::clamp(room / (first + step * (layout.rings - 1) + 1), 1.5, largest);
    layout.hub = layout.pod * (layout.rings == 1 ? 1.52 : 1.4);
    if (layout.rings == 1 && layout.density == Density::Full) // a lone ring may use what room there is
        layout.hub = std::max(layout.hub, std::min(room * 0.27, 38.0));
    layout.first = layout.rings == 1 ? std::min(room - layout.pod, layout.pod * 5.4) : layout.pod * first;
    layout.step = layout.pod * step;
}

void placeCards(Layout &layout, int cells, double top, double bottom)
{
    const double width = layout.size.width() - 2 * margin, height = bottom - top;
    if (cells == 0)
        return;
    int columns = cells;
    if (layout.density == Density::Compact && cells > 4)
        columns = (cells + 1) / 2;
    else if (layout.density == Density::Far)
        columns = std::max(1, int(std::ceil(std::sqrt(cells * width / std::max(1.0, height)))));
    const int rows = (cells + columns - 1) / columns;
    const bool far = layout.density == Density::Far;
    const double space = far ? 0 : gap, rowSpace = far ? 0 : layout.rowGap;
    const double w = std::min((width - space * (columns - 1)) / columns, far ? width : 724.0);
    const double h = (height - rowSpace * (rows - 1)) / rows;
    const double left = (layout.size.width() - (w * columns + space * (columns - 1))) / 2;
    layout.columns = columns;
    const double above = far                                   ? 6
        : layout.density == Density::Full && layout.rings == 1 ? header
                                                               : header / 2,
                 below = far ? 20 : footer;
    for (int i = 0; i < cells; ++i) {
        const QRectF card(left + (i % columns) * (w + space), top + (i / columns) * (h + rowSpace), w, h);
        layout.cards.push_back(card);
        layout.hubs.push_back({card.center().x(), card.top() + above + (h - above - below) / 2 + (far ? 0 : 7)});
    }
    const double across = far ? w / 2 - 6 : w / 2 - (w < 400 ? narrowLabelRoom : labelRoom);
    scaleOrbits(layout, std::max(8.0, std::min(across, (h - above - below) / 2 - (far ? 2 : 8))), far ? 22 : 26);
}

} // namespace

QPointF Layout::seat(int cell, int index) const
{
    const Seat seat = seatAt(index);
    const double radius = ringRadius(seat.ring);
    const QPointF hub = hubs[size_t(cell)];
    return {hub.x() + radius * std::sin(seat.angle), hub.y() - radius * std::cos(seat.angle)};
}

Layout makeLayout(const LayoutInput &input)
{
    Layout layout;
    layout.size = input.size.expandedTo(QSizeF(320, 240));
    layout.rings = std::max(1, input.rings);
    layout.density = input.cells > 8                    ? Density::Far
        : input.cells > 4 || layout.size.height() < 640 ? Density::Compact
                                                        : Density::Full;
    if (layout.density == Density::Far) {
        placeCards(layout, input.cells, 24, layout.size.height() - 24);
        return layout;
    }
    const bool full = layout.density == Density::Full;
    const double top = full ? placeFullControl(layout) : placeCompactControl(layout);
    layout.rowGap = 30;
    layout.laneTop = top + (full ? 26 : 15);
    const double bottom = placeServices(layout, input.services);
    placeCards(layout, input.cells, top + (full ? 50 : 30), bottom);
    return layout;
}

} // namespace orrery::graph
