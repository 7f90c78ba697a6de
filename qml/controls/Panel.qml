// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A surface to put things on.
Rectangle {
    color: Theme.panel
    radius: Theme.radiusCard
    border.width: Theme.hair
    border.color: Theme.cardLine
    antialiasing: true
}
