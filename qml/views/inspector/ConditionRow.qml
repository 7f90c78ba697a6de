// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One condition: what, whether it is as it should be, since when, and why.
Column {
    id: root
    required property var condition ///< {type, status, good, reason, message, age}
    readonly property bool explains: !root.condition.good && root.condition.message.length > 0
    bottomPadding: root.explains ? Theme.sm : 0
    Accessible.role: Accessible.StaticText
    Accessible.name: [root.condition.type, root.condition.status, root.condition.reason, root.condition.message].filter(word => word.length > 0).join(", ")
    Item {
        width: root.width
        height: Theme.controlSmall
        Icon {
            id: sign
            anchors.verticalCenter: parent.verticalCenter
            name: root.condition.good ? "check" : root.condition.status === "Unknown" ? "info" : "warning"
            size: Theme.iconSmall
            color: root.condition.good ? Theme.ok : Theme.warn
        }
        Label {
            id: type
            anchors.left: sign.right
            anchors.leftMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.condition.type
            font: Theme.bodyMedium
            Accessible.ignored: true
        }
        Label {
            anchors.left: type.right
            anchors.leftMargin: Theme.sm
            anchors.right: age.left
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.condition.reason.length > 0 && root.condition.reason !== root.condition.type ? root.condition.reason : root.condition.good ? "" : root.condition.status
            color: Theme.text3
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Label {
            id: age
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.condition.age
            font: Theme.small
            color: Theme.text3
            Accessible.ignored: true
        }
    }
    Label {
        visible: root.explains
        x: Theme.iconSmall + Theme.sm
        width: root.width - x
        text: root.condition.message
        color: Theme.text2
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }
}
