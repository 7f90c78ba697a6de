// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.MenuItem {
    id: root
    property string symbol
    property string keys
    property bool danger: false
    readonly property color ink: !root.enabled ? Theme.text3 : root.danger ? Theme.bad : Theme.text
    implicitHeight: Theme.control
    implicitWidth: Theme.px(200)
    font: Theme.body
    hoverEnabled: true
    Accessible.role: Accessible.MenuItem
    Accessible.name: root.text
    Accessible.onPressAction: root.triggered()
    contentItem: Item {
        Icon {
            id: mark
            x: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            name: root.checkable ? (root.checked ? "check" : "") : root.symbol
            size: Theme.iconSmall
            color: root.ink
        }
        Label {
            anchors.left: mark.right
            anchors.leftMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            font: root.font
            color: root.ink
        }
        KeyCap {
            visible: root.keys.length > 0
            anchors.right: parent.right
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.keys
        }
    }
    background: Rectangle {
        radius: Theme.radius - Theme.xs
        color: root.highlighted ? Theme.hover : "transparent"
    }
}
