// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A light in the place of the mouse, for who stands before a class: a dot, or a spotlight that dims all around it. It lies over everything
// and takes no clicks; when a dot moves, only the dot is drawn anew.
Item {
    id: root
    property string light ///< "dot", "spot", or empty: none
    visible: root.light.length > 0
    clip: true
    Accessible.ignored: true
    HoverHandler {
        id: mouse
        cursorShape: Qt.BlankCursor
    }
    Item {
        objectName: "pointerDot"
        visible: mouse.hovered && root.light === "dot"
        x: mouse.point.position.x - width / 2
        y: mouse.point.position.y - height / 2
        width: Theme.px(96)
        height: width
        Image {
            anchors.fill: parent
            source: "image://glow/" + Theme.hex(Theme.pointer)
        }
        Rectangle {
            anchors.centerIn: parent
            width: Theme.px(18)
            height: width
            radius: width / 2
            antialiasing: true
            color: Theme.pointer
            border.width: Theme.line
            border.color: Theme.pointerRing
        }
    }
    Rectangle { // a ring, wide enough to reach every corner
        objectName: "spotlight"
        readonly property real reach: Math.hypot(root.width, root.height)
        visible: mouse.hovered && root.light === "spot"
        x: mouse.point.position.x - width / 2
        y: mouse.point.position.y - height / 2
        width: Theme.px(320) + 2 * reach
        height: width
        radius: width / 2
        antialiasing: true
        color: "transparent"
        border.width: reach
        border.color: Theme.spotlight
    }
}
