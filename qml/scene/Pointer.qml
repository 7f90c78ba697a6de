// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A dot of light in the place of the mouse, for who stands before a class. It lies over everything and takes no clicks; when it
// moves, only the dot is drawn anew.
Item {
    id: root
    property bool on: false
    visible: root.on
    Accessible.ignored: true
    HoverHandler {
        id: mouse
        cursorShape: Qt.BlankCursor
    }
    Item {
        objectName: "pointerDot"
        visible: mouse.hovered
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
}
