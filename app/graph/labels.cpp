// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/labels.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace orrery::graph {
namespace {

constexpr double iconFrom = 8.5, namesFrom = 11, containersFrom = 34,
                 insideFrom = 92; // a pod's radius on the screen, pixels

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

/// How many characters UTF-8 has, without making a string of it.
qsizetype characters(const QByteArray &utf8)
{
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

QVariantList containersOf(const PodFacts &pod)
{
    QVariantList list;
    for (const ContainerFacts &container : pod.containers) {
        const char *state = container.state == ContainerFacts::State::Running ? "running"
            : container.state == ContainerFacts::State::Ended                 ? "ended"
                                                                              : "waiting";
        list << QVariantMap{{QStringLiteral("name"), text(container.name)},
                            {QStringLiteral("image"), text(container.image)},
                            {QStringLiteral("reason"), text(container.reason)},
                            {QStringLiteral("restarts"), container.restarts},
                            {QStringLiteral("state"), QString::fromLatin1(state)}};
    }
    return list;
}

} // namespace

QString podStateName(PodState state)
{
    static const char *const names[] = {"running", "pending", "leaving", "failed", "succeeded"};
    return QString::fromLatin1(names[int(state)]);
}

QString nodeStateName(NodeState state)
{
    static const char *const names[] = {"ready", "booting", "notReady", "off", "failed", "leaving"};
    return QString::fromLatin1(names[int(state)]);
}

QString fitted(const QString &name, int characters)
{
    characters = std::max(6, characters);
    if (name.size() <= characters)
        return name;
    const QChar dots(0x2026);
    // The end is what tells siblings apart: what follows the last dash, or the dots that stand for a template hash.
    const qsizetype mark = std::max(name.lastIndexOf(dots), name.lastIndexOf(QLatin1Char('-')));
    const qsizetype end = std::clamp<qsizetype>(mark < 0 ? 0 : name.size() - mark - 1, 3, std::max(3, characters - 4));
    return name.left(characters - 1 - end) + dots + name.right(end);
}

QRectF focusRect(QSizeF view)
{
    return QRectF(QPointF(), view).adjusted(38, 24, -38, -20);
}

namespace {

class Labeller final
{
public:
    Labeller(const LabelInput &input, const std::vector<Place> &places)
        : in(input)
        , places(places)
        , radius(input.layout.pod * input.camera.zoom)
        , large(radius >= containersFrom)
        , line((large ? 21 : 17) * input.typeFactor)
        , gap(large ? 14 : 9)
    {
    }

    PodLabels run()
    {
        choose();
        keepHeadersFree();
        if (in.layout.rings > 1 && radius >= iconFrom)
            placeInColumns();
        for (const Wish &wish : wishes) {
            if (!wish.placed)
                placeBeside(wish);
        }
        out.taken = std::move(taken);
        return std::move(out);
    }

private:
    struct Wish
    {
        const Place *place;
        int urgency; ///< 0: asked for; the higher, the sooner left out
        QPointF at;
        bool placed = false;
    };
    enum class Words { Both, Inline, Name };

    const PodFacts &podOf(const Wish &wish) const { return in.graph.pods[wish.place->pod]; }

    void choose()
    {
        const QRectF view = QRectF(QPointF(), in.view).adjusted(-radius, -radius, radius, radius);
        const auto podPath = [](const QString &thing) {
            return thing.startsWith(u"pod/") ? thing.mid(4).toUtf8() : QByteArray();
        };
        const QByteArray selected = podPath(in.selection), hovered = podPath(in.hovered);
        const auto is = [](const api::Key &key, const QByteArray &path) {
            return path.endsWith(key.name) && key.path() == path;
        };
        if (radius < iconFrom && selected.isEmpty() && hovered.isEmpty())
            return;
        for (const Place &place : places) {
            const PodFacts &pod = in.graph.pods[place.pod];
            const bool asked = is(pod.key, selected) || is(pod.key, hovered);
            if (radius < iconFrom && !asked)
                continue;
            if (in.focus > 0.5 && pod.node != in.focused)
                continue;
            const QPointF at = in.camera.toScreen(place.at);
            if (!view.contains(at))
                continue;
            const auto weight = in.emphasis ? in.emphasis->ofPod(place.pod) : Emphasis::Normal;
            wishes.push_back({&place,
                              asked                                ? 0
                                  : pod.state == PodState::Failed  ? 1
                                  : weight == Emphasis::Related    ? 2
                                  : weight == Emphasis::Faded      ? 5
                                  : pod.state == PodState::Running ? 4
                                                                   : 3,
                              at});
        }
        std::stable_sort(wishes.begin(), wishes.end(),
                         [](const Wish &a, const Wish &b) { return a.urgency < b.urgency; });
        if (wishes.size() > maxLabels)
            wishes.resize(maxLabels);
    }

    /// No pod's name over a node's.
    void keepHeadersFree()
    {
        if (in.layout.density == Density::Far)
            return;
        for (const NodeFacts &node : in.graph.nodes) {
            const int cell = in.placement.cellOf(in.graph, node);
            if (cell < 0 || cell >= int(in.layout.cards.size()))
                continue;
            const QRectF card = cardOf(cell, node.name);
            const QSizeF words(std::min(card.width() * 0.45, 150 * in.typeFactor), 46 * in.typeFactor);
            taken.push_back({card.topLeft() + QPointF(20, 14), words});
            taken.push_back({card.topRight() + QPointF(-20 - words.width(), 14), words});
        }
    }

    QRectF cardOf(int cell, const QByteArray &node) const
    {
        return !in.focused.isEmpty() && node == in.focused ? focusRect(in.view)
                                                           : in.camera.toScreen(in.layout.cards[size_t(cell)]);
    }

    /// Several rings: names stand in a column at either side of a card, each with a line to its pod.
    void placeInColumns()
    {
        std::map<std::pair<int, bool>, std::vector<Wish *>> sides;
        for (Wish &wish : wishes)
            sides[{wish.place->cell, seatAt(wish.place->seat).angle < M_PI}].push_back(&wish);
        for (auto &[where, side] : sides) {
            const bool east = where.second;
            const QRectF card = cardOf(where.first, podOf(*side.front()).node);
            const double outer = in.layout.outerWidth() * in.camera.zoom + 16,
                         hub = in.camera.toScreen(in.layout.hubs[size_t(where.first)]).x();
            const double room = (east ? card.right() - hub : hub - card.left()) - outer - 8;
            const double top = card.top() + 58 * in.typeFactor, bottom = card.bottom() - 8, n = double(side.size());
            const double two = 2 * line - 2;
            if (room < 52 || n * (line - 1) > bottom - top)
                continue;
            const Words words = n * two <= bottom - top ? Words::Both
                : room >= 178 * in.typeFactor           ? Words::Inline
                                                        : Words::Name;
            const double height = words == Words::Both ? two : line - 1;
            std::sort(side.begin(), side.end(), [](const Wish *a, const Wish *b) {
                return a->at.y() != b->at.y() ? a->at.y() < b->at.y() : a->place->seat < b->place->seat;
            });
            std::vector<double> ys;
            for (const Wish *wish : side)
                ys.push_back(std::max(wish->at.y(), ys.empty() ? top + height / 2 : ys.back() + height));
            double limit = bottom - height / 2;
            for (size_t i = ys.size(); i-- > 0; limit = ys[i] - height)
                ys[i] = std::min(ys[i], limit);
            for (size_t i = 0; i < side.size(); ++i) {
                Wish &wish = *side[i];
                const QPointF anchor(hub + (east ? outer : -outer), ys[i]);
                add(wish, east ? QStringLiteral("right") : QStringLiteral("left"), anchor - wish.at,
                    std::min(room, widthOf(wish, words)), height, words);
                const QPointF bend(hub + (east ? outer - 6 : 6 - outer), ys[i]);
                out.leaders.push_back(
                    {{in.camera.toWorld(wish.at), in.camera.toWorld(bend)}, podOf(wish).hue, podOf(wish).state});
                wish.placed = true;
            }
        }
    }

    /// One ring: names stand beside their pods. In the inner rings of a crowd, under them, once there is room.
    void placeBeside(const Wish &wish)
    {
        const Seat seat = seatAt(wish.place->seat);
        const bool east = seat.angle < M_PI, outer = seat.ring == in.layout.rings - 1;
        const QRectF card = cardOf(wish.place->cell, podOf(wish).node);
        const double edge = gap + radius;
        double room = (east ? card.right() - wish.at.x() : wish.at.x() - card.left()) - edge - 5;
        QString side = east ? QStringLiteral("right") : QStringLiteral("left");
        if (wish.urgency == 0) {
            room = std::max(room, 150.0);
        } else if (!outer) {
            room = in.layout.ringRadius(seat.ring) * in.camera.zoom * 2 * M_PI / seatsInRing(seat.ring) - 8;
            side = (in.layout.step - 2 * in.layout.pod) * in.camera.zoom >= line ? QStringLiteral("below") : QString();
        }
        if (room < 40 || (radius < namesFrom && wish.urgency > 0))
            side.clear();
        const bool below = side == QLatin1String("below");
        const QPointF offset = below ? QPointF(0, radius + line / 2) : QPointF(east ? edge : -edge, 0);
        const double width = std::min(room, widthOf(wish, Words::Both));
        Words words = below ? Words::Name : Words::Both;
        if (words == Words::Both && !free(boxOf(wish, side, offset, width, 2 * line - 4)))
            words = Words::Name;
        const double height = words == Words::Both ? 2 * line - 4 : line - 2;
        if (!side.isEmpty() && wish.urgency > 0 && !free(boxOf(wish, side, offset, width, height)))
            side.clear();
        add(wish, side, offset, width, height, words);
    }

    /// From far the cross of what is ill is drawn by the scene, however many there are.
    QString iconOf(const PodFacts &pod) const
    {
        if (pod.state != PodState::Failed)
            return text(pod.icon);
        return in.layout.density == Density::Far && !large ? QString() : QStringLiteral("cross");
    }

    double widthOf(const Wish &wish, Words words) const
    {
        const PodFacts &pod = podOf(wish);
        const double factor = in.typeFactor * (large ? 1.3 : 1);
        const double name = 9.2 * factor * double(characters(pod.shortName)),
                     detail = 7.4 * factor * double(characters(pod.detail.isEmpty() ? pod.ip : pod.detail));
        return words == Words::Both ? std::max(name, detail) : words == Words::Inline ? name + detail + 8 : name;
    }

    static QRectF boxOf(const Wish &wish, const QString &side, QPointF offset, double width, double height)
    {
        const QPointF at = wish.at + offset;
        const double x = side == QLatin1String("below") ? at.x() - width / 2
            : side == QLatin1String("right")            ? at.x()
                                                        : at.x() - width;
        return {x, at.y() - height / 2, width, height};
    }

    bool free(const QRectF &box) const
    {
        return std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(box); });
    }

    void add(const Wish &wish, const QString &side, QPointF offset, double room, double height, Words words)
    {
        const PodFacts &pod = podOf(wish);
        const QRectF box = side.isEmpty() ? QRectF() : boxOf(wish, side, offset, room, height);
        if (!side.isEmpty())
            taken.push_back(box);
        const double factor = in.typeFactor * (large ? 1.3 : 1);
        const double nameRoom = words == Words::Inline ? room * 0.55 : room;
        QVariantMap info{
            {QStringLiteral("name"), fitted(text(pod.shortName), int(nameRoom / (7.9 * factor)))},
            {QStringLiteral("fullName"), text(pod.key.name)},
            {QStringLiteral("ns"), text(pod.key.ns)},
            {QStringLiteral("detail"), text(pod.detail.isEmpty() ? pod.ip : pod.detail)},
            {QStringLiteral("side"), side},
            {QStringLiteral("offset"), offset},
            {QStringLiteral("room"), std::floor(room)},
            {QStringLiteral("text"), box},
            {QStringLiteral("hue"), pod.hue},
            {QStringLiteral("icon"), iconOf(pod)},
            {QStringLiteral("faded"),
             in.emphasis && in.emphasis->ofPod(wish.place->pod) == Emphasis::Faded && wish.urgency > 0},
            {QStringLiteral("state"), podStateName(pod.state)},
            {QStringLiteral("showDetail"), words != Words::Name},
            {QStringLiteral("inline"), words == Words::Inline},
            {QStringLiteral("large"), large},
            {QStringLiteral("inside"), radius >= insideFrom},
        };
        if (large)
            info[QStringLiteral("containers")] = containersOf(pod);
        out.rows << Row{QLatin1String("pod/") + text(pod.key.path()),
                        QRectF(wish.at.x() - radius, wish.at.y() - radius, radius * 2, radius * 2), std::move(info)};
    }

    const LabelInput &in;
    const std::vector<Place> &places;
    const double radius;
    const bool large;
    const double line, gap;
    std::vector<Wish> wishes;
    std::vector<QRectF> taken;
    PodLabels out;
};

} // namespace

PodLabels podRows(const LabelInput &input, const std::vector<Place> &places)
{
    return Labeller(input, places).run();
}

} // namespace orrery::graph
