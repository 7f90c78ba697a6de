// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/graph.h"
#include "controlplane/api/object.h"

namespace orrery::graph {

/// One object's facts, before they are put together (hues, counts and icons come from the whole). Pure; each reads
/// its object once.

PodFacts podFacts(const api::Object &pod);
NodeFacts nodeFacts(const api::Object &node);
/// A Machine as the node that it is to become.
NodeFacts machineFacts(const api::Object &machine);
ServiceFacts serviceFacts(const api::Object &service);
/// The pods of an EndpointSlice that take traffic.
std::vector<api::Key> readyPods(const api::Object &slice);

} // namespace orrery::graph
