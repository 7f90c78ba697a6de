// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What a travelling packet is.
Pill {
    required property rect box
    required property var info
    x: box.x + Theme.md
    y: box.y - height - Theme.xs
    text: info.text
    hue: info.color
    code: true
}
