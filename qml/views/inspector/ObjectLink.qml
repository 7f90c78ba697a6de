// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// Another object: its kind, name and state; opens it.
T.AbstractButton {
    id: root
    required property var object ///< {kind, ns, name, state, level, depth}
    readonly property string kindName: root.object.kind.split(".")[0]
    implicitHeight: Theme.controlSmall
    leftPadding: Theme.sm + root.object.depth * Theme.lg
    rightPadding: Theme.sm
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: root.object.name
    Accessible.role: Accessible.Link
    Accessible.name: root.kindName + " " + root.object.name + (root.object.state.length > 0 ? ", " + root.object.state : "")
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    background: Rectangle {
        radius: Theme.radiusSmall
        color: root.down ? Theme.press : root.hovered ? Theme.hover : "transparent"
        FocusRing { control: root; shown: root.visualFocus; radius: Theme.radiusSmall }
    }
    contentItem: Item {
        Icon {
            id: sign
            anchors.verticalCenter: parent.verticalCenter
            name: ({ Pod: "pod", Node: "node", Service: "service", Machine: "machine", Deployment: "workload", ReplicaSet: "pods", StatefulSet: "workload",
                DaemonSet: "workload", Job: "workload", CronJob: "clock", Secret: "key", ConfigMap: "config", PersistentVolumeClaim: "store",
                PersistentVolume: "store", ServiceAccount: "user", Namespace: "namespace" })[root.kindName] || "link"
            size: Theme.iconSmall
            color: Theme.text3
        }
        Label {
            id: kind
            anchors.left: sign.right
            anchors.leftMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.kindName
            font: Theme.small
            color: Theme.text3
        }
        Label {
            anchors.left: kind.right
            anchors.leftMargin: Theme.sm
            anchors.right: mark.left
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            text: root.object.name
            font: Theme.name
            color: root.hovered ? Theme.accent : Theme.text
            elide: Text.ElideMiddle
        }
        Badge {
            id: mark
            visible: root.object.state.length > 0
            width: visible ? implicitWidth : 0
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            level: ({ good: Badge.Ok, waiting: Badge.Busy, warning: Badge.Warn, bad: Badge.Bad, leaving: Badge.Off })[root.object.level] || Badge.Ok
            text: root.object.level === "good" ? "" : root.object.state
        }
    }
}
