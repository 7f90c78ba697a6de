// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What a travelling packet is.
Pill {
    required property rect box
    required property var info
    x: info.left ? box.x + box.width - width : box.x
    y: box.y + (box.height - height) / 2
    text: info.text
    hue: info.color
    code: true
}
