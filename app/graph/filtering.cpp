// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/filtering.h"

namespace orrery::graph {
namespace {

QString lower(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).toLower();
}

QString statusOf(const PodFacts &pod)
{
    static const char *const names[] = {"running", "pending", "leaving", "failed", "succeeded"};
    return QString::fromLatin1(names[int(pod.state)]) + QLatin1Char(' ') + lower(pod.detail);
}

bool matches(const cluster::Filter &filter, const PodFacts &pod)
{
    cluster::Filter::Thing thing;
    thing.name = lower(pod.key.name);
    thing.ns = lower(pod.key.ns);
    thing.node = lower(pod.node);
    thing.ip = QString::fromUtf8(pod.ip);
    thing.status = statusOf(pod);
    thing.kind = QStringLiteral("pod pods po");
    thing.text = thing.name + QLatin1Char(' ') + thing.ns + QLatin1Char(' ') + thing.node + QLatin1Char(' ') + thing.ip
        + QLatin1Char(' ') + thing.status + QLatin1Char(' ') + lower(pod.workload);
    thing.labels = pod.labels;
    return filter.matches(thing);
}

bool matches(const cluster::Filter &filter, const ServiceFacts &service)
{
    cluster::Filter::Thing thing;
    thing.name = lower(service.key.name);
    thing.ns = lower(service.key.ns);
    thing.ip = QString::fromUtf8(service.clusterIp);
    thing.kind = QStringLiteral("service services svc");
    thing.text = thing.name + QLatin1Char(' ') + thing.ns + QLatin1Char(' ') + thing.ip + QLatin1Char(' ')
        + lower(service.type) + QLatin1Char(' ') + lower(service.ports);
    thing.labels = service.labels;
    return filter.matches(thing);
}

} // namespace

Emphasis emphasisOf(const Graph &graph, const cluster::Filter &filter, const Relations &selection)
{
    Emphasis emphasis;
    if (filter.isEmpty() && selection.isEmpty())
        return emphasis;
    const auto rest = selection.alone ? Emphasis::Faded : Emphasis::Normal;
    emphasis.pods.assign(graph.pods.size(), rest);
    emphasis.services.assign(graph.services.size(), rest);
    if (!filter.isEmpty()) {
        for (size_t i = 0; i < graph.pods.size(); ++i) {
            if (!matches(filter, graph.pods[i]))
                emphasis.pods[i] = Emphasis::Faded;
        }
        for (size_t i = 0; i < graph.services.size(); ++i) {
            if (!matches(filter, graph.services[i]))
                emphasis.services[i] = Emphasis::Faded;
        }
    }
    // Of very many what steps back tells enough.
    const auto weight = selection.pods.size() <= maxHalos ? Emphasis::Related : Emphasis::Normal;
    for (size_t i : selection.pods)
        emphasis.pods[i] = weight;
    for (size_t i : selection.services)
        emphasis.services[i] = Emphasis::Related;
    return emphasis;
}

} // namespace orrery::graph
