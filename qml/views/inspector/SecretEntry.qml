// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// One value of a Secret: hidden until it is asked for, and never shown in Present mode.
Column {
    id: root
    required property var entry ///< {name, bytes}
    required property ObjectDetail detail
    property bool revealed: false
    readonly property bool shown: root.revealed && !root.detail.covered
    spacing: Theme.xs
    Item {
        width: root.width
        height: Theme.controlSmall
        Label {
            id: name
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, parent.width - tools.width - size.width - Theme.lg)
            text: root.entry.name
            font: Theme.name
            elide: Text.ElideMiddle
        }
        Label {
            id: size
            anchors.left: name.right
            anchors.leftMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("%Ln byte(s)", "", root.entry.bytes)
            font: Theme.small
            color: Theme.text3
        }
        Row {
            id: tools
            anchors.right: parent.right
            IconButton {
                objectName: "reveal-" + root.entry.name
                small: true
                enabled: !root.detail.covered
                symbol: root.shown ? "eye-off" : "eye"
                text: root.detail.covered ? qsTr("Not in Present mode") : root.shown ? qsTr("Hide %1").arg(root.entry.name) : qsTr("Reveal %1").arg(root.entry.name)
                onClicked: root.revealed = !root.revealed
            }
        }
    }
    TextArea {
        visible: root.shown
        width: root.width
        readOnly: true
        activeFocusOnPress: false
        code: true
        wrapMode: TextEdit.WrapAnywhere
        text: root.shown ? root.detail.secretValue(root.entry.name) : ""
        Accessible.name: root.entry.name
    }
}
