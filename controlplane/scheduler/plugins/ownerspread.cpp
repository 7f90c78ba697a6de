// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/ownerspread.h"

namespace orrery::scheduler {

qint64 OwnerSpread::score(const PodInfo &pod, const NodeInfo &node) const
{
    return pod.ownerUid.isEmpty() ? 0 : node.byOwner.value(pod.ownerUid);
}

void OwnerSpread::normalise(std::vector<qint64> &scores) const
{
    const qint64 most = *std::max_element(scores.begin(), scores.end());
    for (qint64 &score : scores)
        score = most ? (most - score) * 100 / most : 100;
}

} // namespace orrery::scheduler
