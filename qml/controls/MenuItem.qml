// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.MenuItem {
    id: root
    property string symbol
    property string keys
    property string detail ///< under the text, small: why it cannot be chosen
    property bool divided: false ///< a line above it
    property bool danger: false
    readonly property color ink: !root.enabled ? Theme.text3 : root.danger ? Theme.bad : Theme.text
    implicitHeight: Theme.control + (root.detail.length > 0 ? about.implicitHeight : 0) + root.topPadding
    topPadding: root.divided ? Theme.sm : 0
    implicitWidth: Theme.px(200)
    font: Theme.body
    hoverEnabled: true
    Accessible.role: Accessible.MenuItem
    Accessible.name: root.text
    Accessible.description: root.detail
    Accessible.onPressAction: root.triggered()
    contentItem: Item {
        Icon {
            id: mark
            x: Theme.md
            y: (Theme.control - height) / 2
            name: root.checkable ? (root.checked ? "check" : "") : root.symbol
            size: Theme.iconSmall
            color: root.ink
        }
        Label {
            id: name
            anchors.left: mark.right
            anchors.leftMargin: Theme.sm
            y: (Theme.control - height) / 2
            text: root.text
            font: root.font
            color: root.ink
        }
        Label {
            id: about
            visible: root.detail.length > 0
            anchors.left: name.left
            anchors.right: parent.right
            anchors.rightMargin: Theme.md
            anchors.top: name.bottom
            text: root.detail
            font: Theme.small
            color: Theme.text3
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
        KeyCap {
            visible: root.keys.length > 0
            anchors.right: parent.right
            anchors.rightMargin: Theme.sm
            y: (Theme.control - height) / 2
            text: root.keys
        }
    }
    background: Item {
        Divider {
            visible: root.divided
            x: Theme.sm
            y: Theme.xs
            width: parent.width - 2 * Theme.sm
        }
        Rectangle {
            y: root.topPadding
            width: parent.width
            height: parent.height - y
            radius: Theme.radius - Theme.xs
            color: root.highlighted ? Theme.hover : "transparent"
        }
    }
}
