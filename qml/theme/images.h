// SPDX-License-Identifier: GPL-3.0-only
#pragma once

class QQmlEngine;

namespace orrery::theme {

/// Gives an engine the window's pictures: image://icon/<name>/<rrggbb>[/<stroke width>] (resources/icons, tinted),
/// image://glow/<rrggbb> (a soft round light), image://sky/dark|light (the ground behind the map: few stars, or a
/// chart's dots). They are made once per size and colour; no shader effects, so that the software scene graph shows the
/// same.
void addImageProviders(QQmlEngine *engine);

} // namespace orrery::theme
