// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// The ground that a terminal lies on: its frame, its bell, a scroll bar, the way back to the end.
Rectangle {
    id: root
    required property Terminal terminal
    default property alias content: holder.data
    radius: Theme.radius
    color: Theme.well
    border.width: root.terminal.activeFocus ? Theme.line : Theme.hair
    border.color: root.terminal.activeFocus ? Theme.focus : Theme.hairline

    Connections {
        target: root.terminal
        function onBell(): void {
            if (!Theme.still)
                fade.restart();
        }
    }
    Rectangle { // the bell
        anchors.fill: parent
        radius: parent.radius
        color: Theme.accent
        opacity: 0
        NumberAnimation on opacity {
            id: fade
            running: false
            from: 0.35
            to: 0
            duration: Theme.slow
        }
    }
    Item {
        id: holder
        anchors.fill: parent
    }
    ScrollBar {
        id: bar
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.margins: Theme.xs
        orientation: Qt.Vertical
        size: root.terminal.lines > 0 ? root.terminal.rows / root.terminal.lines : 1
        position: root.terminal.lines > 0 ? (root.terminal.lines - root.terminal.rows - root.terminal.offset) / root.terminal.lines : 0
        onPositionChanged: if (bar.pressed) root.terminal.offset = Math.round(root.terminal.lines - root.terminal.rows - bar.position * root.terminal.lines)
    }
    Rectangle {
        anchors.fill: down
        visible: down.visible
        radius: Theme.radius
        color: Theme.popup
    }
    Button {
        id: down
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.sm
        anchors.rightMargin: Theme.xl
        visible: root.terminal.offset > 0
        small: true
        symbol: "chevron-down"
        text: qsTr("To the end")
        onClicked: root.terminal.offset = 0
    }
}
