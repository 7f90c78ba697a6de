// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/relations.h"

#include <algorithm>

namespace orrery::graph {
namespace {

void addPodsOf(Relations &relations, const Graph &graph, const QByteArray &workload, const api::Key &except = {})
{
    for (size_t i = 0; i < graph.pods.size(); ++i) {
        if (graph.pods[i].workload == workload && !(graph.pods[i].key == except))
            relations.pods.push_back(i);
    }
}

const WorkloadFacts *workloadOf(const Graph &graph, const QByteArray &id)
{
    for (const WorkloadFacts &workload : graph.workloads) {
        if (workload.id == id)
            return &workload;
    }
    return nullptr;
}

void relatePod(Relations &relations, const Graph &graph, const api::Key &key)
{
    const PodFacts *pod = graph.pod(key);
    if (!pod)
        return;
    for (size_t i = 0; i < graph.services.size(); ++i) {
        const auto &pods = graph.services[i].pods;
        if (std::binary_search(pods.begin(), pods.end(), key))
            relations.services.push_back(i);
    }
    const bool system = pod->hue == systemHue; // those are siblings by place only
    if (!system)
        addPodsOf(relations, graph, pod->workload, key);
    if (!pod->owner.isEmpty()) {
        Related owner{pod->owner, key.ns, {}, {}, pod->hue};
        const WorkloadFacts *workload = system ? nullptr : workloadOf(graph, pod->workload);
        if (workload) {
            owner.name = workload->name;
            owner.note = QByteArray::number(workload->have) + '/' + QByteArray::number(workload->want);
            relations.things.push_back(std::move(owner));
        }
    }
    for (const Attachment &attachment : pod->attachments)
        relations.things.push_back({attachment.kind, key.ns, attachment.name, {}, systemHue});
}

} // namespace

Relations relationsOf(const Graph &graph, const QString &thing)
{
    Relations relations;
    const QByteArray path = thing.mid(thing.indexOf(QLatin1Char('/')) + 1).toUtf8();
    if (thing.startsWith(u"pod/")) {
        relatePod(relations, graph, api::Key::fromPath(path));
    } else if (thing.startsWith(u"service/")) {
        const api::Key key = api::Key::fromPath(path);
        for (size_t i = 0; i < graph.services.size(); ++i) {
            const ServiceFacts &service = graph.services[i];
            if (service.key != key)
                continue;
            relations.services.push_back(i);
            relations.alone = true;
            for (size_t p = 0; p < graph.pods.size(); ++p) {
                if (std::binary_search(service.pods.begin(), service.pods.end(), graph.pods[p].key))
                    relations.pods.push_back(p);
            }
        }
    } else if (thing.startsWith(u"workload/")) {
        addPodsOf(relations, graph, path);
        relations.alone = !relations.pods.empty();
        for (size_t i = 0; i < graph.services.size(); ++i) {
            if (graph.services[i].workload == path)
                relations.services.push_back(i);
        }
    }
    return relations;
}

} // namespace orrery::graph
