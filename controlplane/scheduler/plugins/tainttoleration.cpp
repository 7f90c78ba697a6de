// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/tainttoleration.h"

#include "controlplane/scheduler/taints.h"

namespace orrery::scheduler {

using namespace api;

QList<QByteArray> TaintToleration::filter(const PodInfo &pod, const NodeInfo &node) const
{
    for (const Value &taint : node.node.spec()["taints"].items()) {
        const QByteArrayView effect = taint["effect"].text();
        if ((effect == "NoSchedule" || effect == "NoExecute") && !tolerates(pod.pod.spec()["tolerations"], taint))
            return { "node(s) had untolerated taint {" + taint["key"].bytes() + ": " + taint["value"].bytes() + '}' };
    }
    return {};
}

qint64 TaintTolerationScore::score(const PodInfo &pod, const NodeInfo &node) const
{
    qint64 against = 0;
    for (const Value &taint : node.node.spec()["taints"].items()) {
        if (taint["effect"].text() == "PreferNoSchedule" && !tolerates(pod.pod.spec()["tolerations"], taint))
            ++against;
    }
    return against;
}

void TaintTolerationScore::normalise(std::vector<qint64> &scores) const
{
    const qint64 most = *std::max_element(scores.begin(), scores.end());
    for (qint64 &score : scores)
        score = most ? 100 - score * 100 / most : 100;
}

} // namespace orrery::scheduler
