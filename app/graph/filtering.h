// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/filter.h"
#include "app/graph/relations.h"

namespace orrery::graph {

/// What steps back on the map: what the filter does not match, and what does not belong to a selection of many pods.
/// What is related to the selection stands out, whatever the filter. A pure function.
Emphasis emphasisOf(const Graph &graph, const cluster::Filter &filter, const Relations &selection);

} // namespace orrery::graph
