// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// Looks like a field, opens Find.
T.AbstractButton {
    id: root
    property string keys
    implicitHeight: Theme.control
    implicitWidth: Theme.fieldWidth
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: qsTr("Find anything")
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Accessible.description: root.keys
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()
    background: Rectangle {
        radius: Theme.radius
        antialiasing: true
        color: root.hovered ? Theme.hover : Theme.field
        border.width: Theme.hair
        border.color: Theme.controlLine
        FocusRing { control: root; shown: root.visualFocus }
    }
    contentItem: Item {
        Icon {
            id: symbol
            x: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
            size: Theme.iconSmall
            color: Theme.text3
        }
        Label {
            anchors.left: symbol.right
            anchors.leftMargin: Theme.sm
            anchors.right: cap.left
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: Theme.text3
            elide: Text.ElideRight
        }
        KeyCap {
            id: cap
            visible: root.keys.length > 0
            anchors.right: parent.right
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.keys
        }
    }
}
