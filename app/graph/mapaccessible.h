// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace orrery::graph {

/// What a screen reader sees of a MapView: its things as children, each with name, place, state and what can be done with
/// it (press selects, menu asks). Call once, before a screen reader asks; again does nothing. Thread: gui.
void installMapAccessibility();

} // namespace orrery::graph
