// SPDX-License-Identifier: GPL-3.0-only
// What belongs to the selected pod, as chips beside it.
#include "app/graph/labels.h"

#include <algorithm>

namespace orrery::graph {
namespace {

constexpr size_t maxChips = 7;

QString symbolOf(const QByteArray &kind)
{
    const char *symbol = kind == "ConfigMap" ? "config"
        : kind == "Secret"                   ? "key"
        : kind == "PersistentVolumeClaim"    ? "store"
        : kind == "Service"                  ? "service"
                                             : "workload";
    return QString::fromLatin1(symbol);
}

double overlap(const QRectF &box, const std::vector<QRectF> &taken)
{
    double sum = 0;
    for (const QRectF &other : taken) {
        const QRectF common = box.intersected(other);
        sum += common.width() * common.height();
    }
    return sum;
}

} // namespace

QList<Row> relationRows(const LabelInput &in, const std::vector<Place> &places, PodLabels &labels)
{
    QList<Row> rows;
    if (!in.relations || !in.selection.startsWith(u"pod/"))
        return rows;
    const QByteArray path = in.selection.mid(4).toUtf8();
    const auto place = std::find_if(places.begin(), places.end(), [&](const Place &candidate) {
        const api::Key &key = in.graph.pods[candidate.pod].key;
        return path.endsWith(key.name) && key.path() == path;
    });
    if (place == places.end() || (in.focus > 0.5 && in.graph.pods[place->pod].node != in.focused))
        return rows;
    std::vector<Related> things = in.relations->things;
    const auto shown = shownServices(in.graph, int(in.layout.services.size()));
    for (size_t i : in.relations->services) { // those that have no box
        const ServiceFacts &service = in.graph.services[i];
        if (std::find(shown.begin(), shown.end(), i) == shown.end())
            things.push_back({"Service", service.key.ns, service.key.name, service.clusterIp, service.hue});
    }
    if (things.empty())
        return rows;
    const size_t count = std::min(things.size(), maxChips), rest = things.size() - count;

    const double height = 26 * in.typeFactor, step = height + 4;
    double width = 0;
    for (size_t i = 0; i < count; ++i) {
        const qsizetype length = things[i].name.size() + (things[i].note.isEmpty() ? 0 : things[i].note.size() + 2);
        width = std::max(width, 44 + 7.6 * in.typeFactor * double(std::min<qsizetype>(length, 34)));
    }
    const QSizeF size(width, step * double(count + (rest > 0)) - 4);
    const QPointF at = in.camera.toScreen(place->at);
    const double radius = in.layout.pod * in.camera.zoom, aside = radius + 18;
    const QRectF view = QRectF(QPointF(), in.view).adjusted(8, 8, -8, -8);
    QRectF best;
    double least = 0;
    std::vector<QRectF> discs; // of the other pods: a chip on one hides it
    for (const Place &other : places) {
        const QPointF there = in.camera.toScreen(other.at);
        if (&other != &*place && view.contains(there))
            discs.push_back({there.x() - radius, there.y() - radius, 2 * radius, 2 * radius});
    }
    const QPointF corners[] = {at + QPointF(aside, radius * 0.6 + 18),
                               at + QPointF(-aside - width, radius * 0.6 + 18),
                               at + QPointF(aside, -radius * 0.6 - 18 - size.height()),
                               at + QPointF(-aside - width, -radius * 0.6 - 18 - size.height()),
                               at + QPointF(-width / 2, radius + 22),
                               at + QPointF(-width / 2, -radius - 22 - size.height()),
                               at + QPointF(aside, -size.height() / 2),
                               at + QPointF(-aside - width, -size.height() / 2),
                               at + QPointF(-width / 2, 3 * radius + 30),
                               at + QPointF(-width / 2, -3 * radius - 30 - size.height())};
    for (const QPointF &corner : corners) {
        QRectF box(corner, size);
        box.moveLeft(std::clamp(box.left(), view.left(), std::max(view.left(), view.right() - width)));
        box.moveTop(std::clamp(box.top(), view.top(), std::max(view.top(), view.bottom() - size.height())));
        const QRectF pod(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
        const double cost = overlap(box, labels.taken) + 2 * overlap(box, discs) + 1000 * overlap(box, {pod});
        if (best.isNull() || cost < least) {
            best = box;
            least = cost;
        }
    }
    for (size_t i = 0; i < count; ++i) {
        const Related &thing = things[i];
        const QString name = QString::fromUtf8(thing.name);
        rows << Row{QString::fromUtf8(thing.kind + '/' + thing.name),
                    QRectF(best.left(), best.top() + step * double(i), width, height),
                    {{QStringLiteral("kind"), QString::fromUtf8(thing.kind)},
                     {QStringLiteral("ns"), QString::fromUtf8(thing.ns)},
                     {QStringLiteral("name"), name},
                     {QStringLiteral("text"), fitted(name, 34)},
                     {QStringLiteral("note"), QString::fromUtf8(thing.note)},
                     {QStringLiteral("symbol"), symbolOf(thing.kind)},
                     {QStringLiteral("hue"), thing.hue},
                     {QStringLiteral("rest"), 0}}};
    }
    if (rest > 0) {
        const PodFacts &pod = in.graph.pods[place->pod];
        rows << Row{QStringLiteral("rest"),
                    QRectF(best.left(), best.top() + step * double(count), width, height),
                    {{QStringLiteral("kind"), QStringLiteral("Pod")},
                     {QStringLiteral("ns"), QString::fromUtf8(pod.key.ns)},
                     {QStringLiteral("name"), QString::fromUtf8(pod.key.name)},
                     {QStringLiteral("text"), QString()},
                     {QStringLiteral("note"), QString()},
                     {QStringLiteral("symbol"), QStringLiteral("more")},
                     {QStringLiteral("hue"), systemHue},
                     {QStringLiteral("rest"), int(rest)}}};
    }
    const QPointF end(std::clamp(at.x(), best.left(), best.right()), std::clamp(at.y(), best.top(), best.bottom()));
    labels.leaders.push_back({{place->at, in.camera.toWorld(end)}, in.graph.pods[place->pod].hue, PodState::Running});
    labels.taken.push_back(best);
    return rows;
}

} // namespace orrery::graph
