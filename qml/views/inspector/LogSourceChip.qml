// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// One of the containers whose lines are merged: its hue and name; a press hides or shows its lines.
T.AbstractButton {
    id: root
    property color hue
    property string name
    property bool live: false
    property bool troubled: false
    property bool off: false
    property string message
    signal toggled()
    implicitWidth: row.implicitWidth + Theme.md
    implicitHeight: Theme.controlSmall - Theme.xs
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: root.off ? 0.55 : 1
    onClicked: root.toggled()
    Accessible.role: Accessible.CheckBox
    Accessible.name: root.name
    Accessible.description: root.message
    Accessible.checkable: true
    Accessible.checked: !root.off
    Accessible.onPressAction: root.clicked()
    background: Rectangle {
        radius: height / 2
        antialiasing: true
        color: root.hovered ? Theme.hover : Theme.field
        border.width: Theme.hair
        border.color: Theme.alpha(root.hue, 0.6)
        FocusRing { control: root; shown: root.visualFocus; radius: height / 2 }
    }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.xs
            Rectangle {
                visible: !root.troubled
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.dot
                height: width
                radius: width / 2
                antialiasing: true
                color: root.live && !root.off ? root.hue : "transparent"
                border.width: Theme.line
                border.color: root.hue
            }
            Icon {
                visible: root.troubled
                anchors.verticalCenter: parent.verticalCenter
                name: "warning"
                size: Theme.iconSmall - Theme.xxs
                color: Theme.warn
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font.family: Theme.monoTiny.family
                font.pixelSize: Theme.monoTiny.pixelSize
                font.strikeout: root.off
            }
        }
    }
    ToolTip {
        visible: root.hovered && !root.down
        text: root.message.length > 0 ? root.name + ": " + root.message : root.name
    }
}
