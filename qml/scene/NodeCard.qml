// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// The ground of a node's card, under the map's drawing.
Rectangle {
    id: root
    required property rect box
    required property var info
    property bool selected: false
    readonly property bool lost: info.state === "notReady" || info.state === "failed"
    visible: opacity > 0
    x: box.x
    y: box.y
    width: box.width
    height: box.height
    radius: Theme.radiusCard
    antialiasing: true
    color: Theme.card
    opacity: (info.state === "off" || info.state === "leaving" ? 0.6 : 1) * (1 - info.faded)
    border.width: root.selected || root.lost ? Theme.line : Theme.hair
    border.color: root.lost ? Theme.bad : root.selected ? Theme.accent : Theme.cardLine
}
