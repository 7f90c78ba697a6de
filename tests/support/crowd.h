// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QList>

namespace orrery::test {

/// A made-up cluster of any size, as recorded objects: nodes (some cordoned, short of memory or lost), Deployments with
/// pods (some pending, leaving or crashing), services with EndpointSlices, volumes and configuration.
/// The same shape gives the same objects. Thread: any.
struct Crowd
{
    int nodes = 3, pods = 24, services = 2;
    int unhealthyOfThousand = 10; ///< pods that crash
    int lostNodes = 0;
    bool longNames = false;
    quint32 seed = 1;
};
QList<api::Object> makeCrowd(const Crowd &crowd);

/// One of its pods, by number, as makeCrowd has it; or as it looks when it crashes, for streams of changes.
inline constexpr int crashing = 1;
api::Object crowdPod(const Crowd &crowd, int number, int how = 0);

} // namespace orrery::test
