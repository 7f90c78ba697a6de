// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/spoken.h"

#include "app/graph/labels.h"
#include "app/graph/mapview.h"

#include <algorithm>

namespace orrery::graph {
namespace {

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

QString stateWord(PodState state)
{
    switch (state) {
    case PodState::Running:
        return MapView::tr("running");
    case PodState::Pending:
        return MapView::tr("pending");
    case PodState::Leaving:
        return MapView::tr("terminating");
    case PodState::Failed:
        return MapView::tr("failed");
    case PodState::Succeeded:
        return MapView::tr("completed");
    }
    return {};
}

QString stateWord(NodeState state)
{
    switch (state) {
    case NodeState::Ready:
        return MapView::tr("ready");
    case NodeState::Booting:
        return MapView::tr("starting");
    case NodeState::NotReady:
        return MapView::tr("not ready");
    case NodeState::Off:
        return MapView::tr("powered off");
    case NodeState::Failed:
        return MapView::tr("failed");
    case NodeState::Leaving:
        return MapView::tr("being removed");
    }
    return {};
}

QString partWord(const QByteArray &part)
{
    return part == "you"         ? MapView::tr("You")
        : part == "apiserver"    ? MapView::tr("API server")
        : part == "scheduler"    ? MapView::tr("Scheduler")
        : part == "controllers"  ? MapView::tr("Controllers")
        : part == "store"        ? MapView::tr("Store")
        : part == "browser"      ? MapView::tr("Browser, outside")
                                 : QString();
}

QString spoken(const PodFacts &pod)
{
    QStringList words{MapView::tr("Pod %1").arg(text(pod.key.name)), stateWord(pod.state)};
    if (pod.state == PodState::Failed && !pod.detail.isEmpty())
        words << text(pod.detail);
    if (!pod.ip.isEmpty())
        words << text(pod.ip);
    words << (pod.node.isEmpty() ? MapView::tr("without a node") : MapView::tr("on %1").arg(text(pod.node)));
    return words.join(QLatin1String(", "));
}

QString spoken(const NodeFacts &node)
{
    QStringList words{MapView::tr("Node %1").arg(text(node.name)), stateWord(node.state)};
    if (node.cordoned)
        words << MapView::tr("cordoned");
    if (!node.ip.isEmpty())
        words << text(node.ip);
    words << MapView::tr("%n pod(s)", nullptr, node.pods);
    return words.join(QLatin1String(", "));
}

QString spoken(const ServiceFacts &service)
{
    QStringList words{MapView::tr("Service %1").arg(text(service.key.name)), text(service.type)};
    if (!service.clusterIp.isEmpty())
        words << text(service.clusterIp);
    words << (service.pods.empty() ? MapView::tr("no endpoints") : MapView::tr("%n endpoint(s)", nullptr, int(service.pods.size())));
    return words.join(QLatin1String(", "));
}

bool unhealthy(const PodFacts &pod)
{
    return pod.state == PodState::Failed;
}
bool unhealthy(const NodeFacts &node)
{
    return node.state == NodeState::NotReady || node.state == NodeState::Failed;
}

/// The unhealthy first, else as they come; no more than `most`.
template <class Item, class Name>
void addBounded(std::vector<Spoken> &out, const std::vector<Item> &items, size_t most, const QString &selection,
                Name idOfItem, const char *rest, const char *restUnhealthy)
{
    size_t added = 0, ill = 0;
    const auto add = [&](bool wanted) {
        for (const Item &item : items) {
            if (unhealthy(item) != wanted)
                continue;
            const QString id = idOfItem(item);
            if (added < most || id == selection) {
                out.push_back({id, spoken(item)});
                ++added;
                ill += wanted;
            }
        }
    };
    add(true);
    add(false);
    if (added >= items.size())
        return;
    const size_t sick = size_t(std::count_if(items.begin(), items.end(), [](const Item &item) { return unhealthy(item); }));
    out.push_back({{},
                   sick > ill ? MapView::tr(restUnhealthy, nullptr, int(items.size() - added)).arg(sick - ill)
                              : MapView::tr(rest, nullptr, int(items.size() - added))});
}

} // namespace

QString spokenName(const Graph &graph, const QString &id)
{
    const Thing thing = thingOf(id);
    if (thing.kind == "pod") {
        for (const PodFacts &pod : graph.pods) {
            if (pod.key == thing.key)
                return spoken(pod);
        }
    } else if (thing.kind == "node") {
        for (const NodeFacts &node : graph.nodes) {
            if (node.name == thing.key.name)
                return spoken(node);
        }
    } else if (thing.kind == "service") {
        for (const ServiceFacts &service : graph.services) {
            if (service.key == thing.key)
                return spoken(service);
        }
    } else if (thing.kind == "part") {
        return partWord(thing.key.name);
    }
    return {};
}

std::vector<Spoken> spokenThings(const Picture &picture, const QString &selection)
{
    std::vector<Spoken> things;
    for (const char *part : partNames) {
        if (!partRect(picture.layout, part).isEmpty())
            things.push_back({idOf("part", {{}, part}), partWord(part)});
    }
    const Graph &graph = picture.graph;
    addBounded(
        things, graph.nodes, maxSpokenNodes, selection,
        [](const NodeFacts &node) { return idOf("node", {{}, node.name}); },
        QT_TRANSLATE_N_NOOP("MapView", "%n more node(s)"),
        QT_TRANSLATE_N_NOOP("MapView", "%n more node(s), %1 unhealthy"));
    const auto shown = shownServices(graph, int(picture.layout.services.size()));
    for (size_t i = 0; i < shown.size() && i < maxSpokenServices; ++i)
        things.push_back({idOf("service", graph.services[shown[i]].key), spoken(graph.services[shown[i]])});
    if (const size_t said = std::min(shown.size(), maxSpokenServices); said < graph.services.size())
        things.push_back({{}, MapView::tr("%n more service(s)", nullptr, int(graph.services.size() - said))});
    addBounded(
        things, graph.pods, maxSpokenPods, selection, [](const PodFacts &pod) { return idOf("pod", pod.key); },
        QT_TRANSLATE_N_NOOP("MapView", "%n more pod(s), all healthy"),
        QT_TRANSLATE_N_NOOP("MapView", "%n more pod(s), %1 unhealthy"));
    return things;
}

QVariantMap factsOf(const Graph &graph, const QString &id)
{
    const Thing thing = thingOf(id);
    QVariantMap facts{{QStringLiteral("kind"), text(thing.kind)}, {QStringLiteral("name"), text(thing.key.name)}};
    const auto set = [&](const char *name, const QVariant &value) { facts.insert(QLatin1String(name), value); };
    if (thing.kind == "part") {
        set("title", partWord(thing.key.name));
        return facts;
    }
    for (const PodFacts &pod : graph.pods) {
        if (thing.kind != "pod" || pod.key != thing.key)
            continue;
        set("ns", text(pod.key.ns));
        set("state", podStateName(pod.state));
        set("word", stateWord(pod.state));
        set("detail", text(pod.detail));
        set("ip", text(pod.ip));
        set("node", text(pod.node));
        set("workload", text(pod.workload));
        set("hue", pod.hue);
        set("icon", text(pod.icon));
        QStringList images;
        int restarts = 0;
        for (const ContainerFacts &container : pod.containers) {
            images << text(container.image);
            restarts += container.restarts;
        }
        set("images", images);
        set("restarts", restarts);
        return facts;
    }
    for (const NodeFacts &node : graph.nodes) {
        if (thing.kind != "node" || node.name != thing.key.name)
            continue;
        set("state", nodeStateName(node.state));
        set("word", node.cordoned ? stateWord(node.state) + QLatin1String(", ") + MapView::tr("cordoned") : stateWord(node.state));
        set("detail", text(node.detail));
        set("ip", text(node.ip));
        set("podCidr", text(node.podCidr));
        set("pods", node.pods);
        set("cpu", node.cpu);
        set("memory", node.memory);
        return facts;
    }
    for (const ServiceFacts &service : graph.services) {
        if (thing.kind != "service" || service.key != thing.key)
            continue;
        set("ns", text(service.key.ns));
        set("type", text(service.type));
        set("ip", text(service.clusterIp));
        set("ports", text(service.ports));
        set("pods", int(service.pods.size()));
        set("hue", service.hue);
        return facts;
    }
    return {};
}

} // namespace orrery::graph
