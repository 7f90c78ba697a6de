// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace orrery::graph {
namespace {

constexpr double margin = 38, gap = 16;
constexpr double header = 62,
                 footer
    = 24; // of a card; its words are in the corners, so that several rings may reach up between them
constexpr double labelRoom = 96,
                 narrowLabelRoom = 86; // beside the outer ring, at the least: an address and a short name
constexpr double wideLabelRoom = 158; // beside an ellipse: whatever a pod has to say
constexpr double chipHeight = 52, hubChipHeight = 68;
constexpr double smallestCard = 32; // the radius of its rings: below it they reach into the words
constexpr int mostTracks = 6;
constexpr double trackGap = 4; // between the middles of two tracks, at the least

QRectF centred(double x, double y, double w, double h)
{
    return {x - w / 2, y - h / 2, w, h};
}

/// Puts a layout together; `type` scales whatever holds words.
class Maker final
{
public:
    Maker(const LayoutInput &input, Density density)
        : type(std::clamp(input.type, 1.0, 2.0))
        , cells(input.cells)
        , wanted(input.services)
    {
        layout.size = input.size.expandedTo(QSizeF(320, 240));
        layout.rings = std::max(1, input.rings);
        layout.density = density;
    }

    Layout run()
    {
        if (layout.density == Density::Far) {
            placeCards(24, layout.size.height() - 24);
            return std::move(layout);
        }
        const bool full = layout.density == Density::Full;
        const double top = full ? placeFullControl() : placeCompactControl();
        layout.rowGap = 30;
        layout.laneTop = top + (full ? 26 : 15);
        const double bottom = placeServices();
        placeCards(top + (full ? 50 : 30), bottom);
        return std::move(layout);
    }

private:
    /// Control plane as a panel with the API server in its middle, the workloads at its right, "You" at its left.
    double placeFullControl()
    {
        const double width = layout.size.width(), top = 22, height = 190 * (1 + (type - 1) * 0.6);
        const double outside = std::min(200 * type, width * 0.2), least = std::min(560.0, width - 2 * margin - outside);
        const double panel
            = std::clamp(width - 2 * margin - 2 * outside - gap, least, std::max(least, 704 * type));
        const double left = std::max((width - panel) / 2, margin + outside);
        const double wide = width - margin - gap - (left + panel);
        layout.control = {left, top, panel, height};
        if (wide >= 180 * type)
            layout.workloads = {left + panel + gap, top, wide, height};
        const double x = left + panel / 2, y = top + height - 60 * type,
                     side = std::min(178.0 * type, panel * 0.27), reach = panel * 0.273;
        const double chip = chipHeight * (1 + (type - 1) * 0.7);
        layout.api = centred(x, y, std::min(224.0 * type, panel * 0.32), hubChipHeight * (1 + (type - 1) * 0.6));
        layout.scheduler = centred(x - reach, top + chip / 2 + 20, side, chip);
        layout.controllers = centred(x + reach, top + chip / 2 + 20, side, chip);
        layout.store = centred(x + std::min(240.0 * type, panel * 0.341), y, side, chip);
        const double beside = left - margin - gap;
        layout.you = centred(margin + beside / 2, y, std::min(178.0 * type, beside), chip);
        return top + height;
    }

    /// One row of chips, for when the nodes need the room.
    double placeCompactControl()
    {
        const double width = layout.size.width(), top = 16, height = 84 * (1 + (type - 1) * 0.6), y = top + height / 2;
        const double unit = std::min(196.0 * type, (width - 2 * margin - 30) / 5.4), chip = unit - gap;
        const double high = 48 * (1 + (type - 1) * 0.6);
        // You, then the panel with Scheduler, Controllers, API server, Store; the API server in the middle where there
        // is room for that.
        const double toServer = unit + 28 + chip / 2 + unit + unit * 1.12;
        const double left
            = std::max(margin, std::min(width / 2 - toServer, width - margin - toServer - unit * 1.12 - chip / 2 - 14));
        layout.you = centred(left + chip / 2, y, chip, high);
        layout.scheduler = centred(left + unit + 28 + chip / 2, y, chip, high);
        layout.controllers = centred(layout.scheduler.center().x() + unit, y, chip, high);
        layout.api = centred(left + toServer, y, chip * 1.16, high * 1.25);
        layout.store = centred(left + toServer + unit * 1.12, y, chip, high);
        layout.control
            = QRectF(layout.scheduler.left() - 14, top, layout.store.right() - layout.scheduler.left() + 28, height);
        return top + height;
    }

    /// A row of boxes while there is room; else two rows of small ones, the last of which stands for the rest.
    double placeServices()
    {
        const double width = layout.size.width() - 2 * margin, bottom = layout.size.height();
        if (wanted == 0)
            return bottom - 72 * type; // for a word about what to do next
        const int large = std::max(1, int(width / (216 * type)) - 1);
        layout.smallServices = wanted > large;
        double top = 0;
        if (!layout.smallServices) {
            const double height = 60 * (1 + (type - 1) * 0.6), slot = width / (wanted + 1),
                         box = std::min(264.0 * type, slot - gap);
            top = bottom - 38 - height;
            const double y = top + height / 2;
            layout.browser = centred(margin + slot / 2 - 6, y, std::min(178.0 * type, slot - gap),
                                     chipHeight * (1 + (type - 1) * 0.6));
            for (int i = 0; i < wanted; ++i)
                layout.services.push_back(centred(margin + slot * (i + 1.5), y, box, height));
        } else {
            const double height = 34 * (1 + (type - 1) * 0.6), space = 8;
            top = bottom - 26 - 2 * height - space;
            const double browser = std::min(150.0 * type, width * 0.25), from = margin + browser + gap;
            layout.browser = {margin, top + (2 * height + space - 44 * type) / 2, browser, 44 * type};
            const int columns = std::max(1, int((width - browser - gap) / (168 * type)));
            const double slot = (width - browser - gap) / columns;
            const int room = 2 * columns;
            for (int i = 0; i < std::min(room, wanted); ++i) {
                const QRectF box(from + (i % columns) * slot, top + (i / columns) * (height + space), slot - space,
                                 height);
                if (i + 1 == room && wanted > room)
                    layout.more = box;
                else
                    layout.services.push_back(box);
            }
        }
        const int tracks = std::min(mostTracks, int(layout.services.size()));
        const double space = tracks > 1 ? std::min(14.0, 25.0 / (tracks - 1)) : 0;
        for (int i = 0; i < tracks; ++i)
            layout.lanes.push_back(top - 42 + space * i);
        return top - 68;
    }

    /// The number of columns with which the cards' rings come out largest.
    int bestColumns(double width, double height) const
    {
        const bool far = layout.density == Density::Far;
        const double space = far ? 0 : gap, rowSpace = far ? 0 : layout.rowGap;
        int best = 1;
        double largest = -1e9;
        for (int columns = 1; columns <= cells; ++columns) {
            const int rows = (cells + columns - 1) / columns;
            const double w = (width - space * (columns - 1)) / columns, h = (height - rowSpace * (rows - 1)) / rows;
            const double room = far ? std::min(w, h * 0.86)
                                    : std::min(w - 2 * narrowLabelRoom * type, h - header / 2 - footer);
            if (room >= largest) {
                largest = room;
                best = columns;
            }
        }
        return best;
    }

    void placeCards(double top, double bottom)
    {
        const double width = layout.size.width() - 2 * margin, height = std::max(40.0, bottom - top);
        if (cells == 0)
            return;
        const bool far = layout.density == Density::Far;
        const int columns = bestColumns(width, height), rows = (cells + columns - 1) / columns;
        const double space = far ? 0 : gap, rowSpace = far ? 0 : layout.rowGap;
        const double h = (height - rowSpace * (rows - 1)) / rows;
        const double w = std::min((width - space * (columns - 1)) / columns, far ? width : std::max(724.0, h * 3.1));
        const double left = (layout.size.width() - (w * columns + space * (columns - 1))) / 2;
        layout.columns = columns;
        layout.nameRoom = far ? std::clamp(h * 0.23, 3.0, 34 * type) : 0;
        const double above = far                                   ? std::min(6.0, h * 0.05)
            : layout.density == Density::Full && layout.rings == 1 ? header * type
            : layout.rings == 1 && w < 400                         ? header * 0.8 * type // the words reach its middle
                                                                   : header / 2,
                     below = far ? layout.nameRoom : footer;
        for (int i = 0; i < cells; ++i) {
            const QRectF card(left + (i % columns) * (w + space), top + (i / columns) * (h + rowSpace), w, h);
            layout.cards.push_back(card);
            layout.hubs.push_back(
                {card.center().x(), card.top() + above + (h - above - below) / 2 + (far ? 0 : 7)});
        }
        const double across = far ? w / 2 - std::min(6.0, w * 0.06)
                                  : w / 2 - (w < 400 ? narrowLabelRoom : labelRoom) * type;
        const double along = (h - above - below) / 2 - (far ? std::min(2.0, h * 0.03) : 8);
        scaleOrbits(std::max(far ? 3.0 : 8.0, std::min(across, along)), far ? 22 : 26);
        if (!far)
            stretchOrbits(w);
    }

    /// The largest pods with which all rings fit the room around the hub.
    void scaleOrbits(double room, double largest)
    {
        const double first = layout.rings == 1 ? 4.7 : 3.7, step = 2.55;
        layout.pod = std::min(room / (first + step * (layout.rings - 1) + 1), largest);
        layout.hub = layout.pod * (layout.rings == 1 ? 1.52 : 1.4);
        if (layout.rings == 1 && layout.density == Density::Full) // a lone ring may use what room there is
            layout.hub = std::max(layout.hub, std::min(room * 0.27, 38.0));
        layout.first = layout.rings == 1 ? std::min(room - layout.pod, layout.pod * 5.4) : layout.pod * first;
        layout.step = layout.pod * step;
        // Tracks that pass between the two pods beside 6 o'clock do not hide behind them; three are told apart anyway.
        const int outer = layout.rings - 1;
        const double free
            = layout.ringRadius(outer) * std::sin(std::numbers::pi / seatsInRing(outer)) - layout.pod - 2;
        layout.bundles = std::clamp(1 + int(2 * free / trackGap), std::min(3, int(layout.lanes.size())),
                                    std::max(0, int(layout.lanes.size())));
    }

    /// A wide card has wide orbits: its pods stand further apart, and their words fit beside them.
    void stretchOrbits(double width)
    {
        const double reach = width / 2 - wideLabelRoom * type - layout.pod;
        layout.stretch = std::clamp(reach / layout.ringRadius(layout.rings - 1), 1.0, 2.2);
    }

    Layout layout;
    const double type;
    const int cells, wanted;
};

} // namespace

QPointF Layout::onRing(int cell, double radius, double angle) const
{
    const QPointF hub = hubs[size_t(cell)];
    return {hub.x() + stretch * radius * std::sin(angle), hub.y() - radius * std::cos(angle)};
}

QPointF Layout::seat(int cell, int index) const
{
    const Seat seat = seatAt(index);
    return onRing(cell, ringRadius(seat.ring), seat.angle);
}

Layout makeLayout(const LayoutInput &input)
{
    const double height = input.size.height() / std::clamp(input.type, 1.0, 2.0);
    const Density density = input.cells > 8 ? Density::Far
        : input.cells > 4 || height < 640   ? Density::Compact
                                            : Density::Full;
    const Layout layout = Maker(input, density).run();
    // In a very small window a control plane would leave no room for what it controls.
    if (density != Density::Far && input.cells > 2 && layout.outerRadius() < smallestCard)
        return Maker(input, Density::Far).run();
    return layout;
}

} // namespace orrery::graph
