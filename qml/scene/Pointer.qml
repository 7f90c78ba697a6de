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
    Item {
        id: spot
        objectName: "spotlight"
        visible: mouse.hovered && root.light === "spot"
        x: mouse.point.position.x - width / 2
        y: mouse.point.position.y - height / 2
        width: Theme.px(320)
        height: width
        component Shade: Rectangle { color: Theme.spotlight }
        Item { // what of its square is not in the circle: within a ring that reaches to the corners
            anchors.fill: parent
            clip: true
            Rectangle {
                anchors.centerIn: parent
                width: parent.width * 1.5
                height: width
                radius: width / 2
                antialiasing: true
                color: "transparent"
                border.width: parent.width / 4
                border.color: Theme.spotlight
            }
        }
        Shade { x: -spot.x; y: -spot.y; width: Math.max(0, spot.x); height: root.height }
        Shade { x: spot.width; y: -spot.y; width: Math.max(0, root.width - spot.x - spot.width); height: root.height }
        Shade { x: Math.max(0, -spot.x); y: -spot.y; width: spot.width - x; height: Math.max(0, spot.y) }
        Shade { x: Math.max(0, -spot.x); y: spot.height; width: spot.width - x; height: Math.max(0, root.height - spot.y - spot.height) }
    }
}
