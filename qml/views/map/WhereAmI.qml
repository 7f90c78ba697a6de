// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Graph

// The whole map in a corner while only a part of it is on the screen; press or drag there to look elsewhere.
Panel {
    id: root
    required property MapView map
    readonly property rect seen: root.map.viewport
    implicitWidth: Theme.px(200)
    implicitHeight: Math.round(implicitWidth * Math.min(0.8, root.map.height / Math.max(1, root.map.width)))
    radius: Theme.radius
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("The whole map; Shift and the arrow keys move the part that you see")
    MiniMap {
        id: mini
        objectName: "miniMap"
        anchors.fill: parent
        anchors.margins: Theme.sm
        map: root.map
        clip: true
        Rectangle { // what is on the screen
            x: root.seen.x * mini.scaling + mini.origin.x
            y: root.seen.y * mini.scaling + mini.origin.y
            width: Math.max(Theme.sm, root.seen.width * mini.scaling)
            height: Math.max(Theme.sm, root.seen.height * mini.scaling)
            radius: Theme.xs
            color: Theme.alpha(Theme.accent, 0.12)
            border.color: Theme.accent
            border.width: Theme.line
        }
    }
    MouseArea {
        anchors.fill: mini
        cursorShape: Qt.SizeAllCursor
        preventStealing: true
        onPressed: mouse => root.map.lookAt(mini.toWorld(Qt.point(mouse.x, mouse.y)))
        onPositionChanged: mouse => root.map.lookAt(mini.toWorld(Qt.point(mouse.x, mouse.y)))
        onWheel: wheel => root.map.zoomBy(wheel.angleDelta.y > 0 ? 1.3 : 1 / 1.3)
    }
}
