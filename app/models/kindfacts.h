// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/facts.h"

#include <optional>

namespace orrery::models {

/// Facts and state of the kinds that the map does not draw (facts.cpp has those that it does): workloads by other names, storage,
/// configuration, access; of a kind that nobody knows, what its conditions say. Pure. Thread: any.
QList<Fact> kindFactsOf(const api::Object &object, qint64 now);
std::optional<State> kindStateOf(const api::Object &object);

} // namespace orrery::models
