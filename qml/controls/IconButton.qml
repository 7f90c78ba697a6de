// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A button that is only its icon; `text` is what a screen reader and the tool tip say.
T.Button {
    id: root
    property string symbol
    property bool round: false
    property bool small: false
    property color ink: Theme.text2
    property color ground: "transparent"

    implicitWidth: root.small ? Theme.controlSmall : Theme.control
    implicitHeight: implicitWidth
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.45
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    background: Rectangle {
        radius: root.round ? height / 2 : Theme.radius
        antialiasing: true
        color: root.checked ? Theme.accentSoft : root.down ? Theme.press : root.hovered ? Theme.hover : root.ground
        FocusRing { control: root; shown: root.visualFocus; radius: parent.radius + Theme.xs }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: root.symbol
            size: root.small ? Theme.iconSmall : Theme.icon
            color: root.checked ? Theme.accent : root.ink
        }
    }
    ToolTip {
        visible: root.hovered && !root.down && root.text.length > 0
        text: root.text
    }
}
