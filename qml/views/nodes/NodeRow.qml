// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One node: name, state, addresses, and while its machine comes up the steps of that.
Panel {
    id: root
    required property string name
    required property string stateText
    required property int level
    required property var phases
    required property string message
    required property string address
    required property string podCidr
    required property string provider
    required property string capacity
    required property bool powered
    required property bool hasMachine
    required property bool schedulable
    required property int pods
    signal opened()
    signal powerAsked(on: bool)
    signal schedulableAsked(schedulable: bool)
    signal removeAsked()
    signal menuRequested

    readonly property bool coming: root.hasMachine && root.phases.some(phase => !phase.done)
    height: Theme.iconHuge + 2 * Theme.md + (root.coming ? Theme.xl : 0)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %n pod(s)", "", root.pods).arg(root.name).arg(root.stateText)

    TapHandler {
        onTapped: root.opened()
    }
    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: root.menuRequested()
    }
    Icon {
        id: symbol
        x: Theme.lg
        y: Theme.md + (Theme.iconHuge - height) / 2
        name: "node"
        size: Theme.iconLarge
        color: Theme.text2
    }
    Column {
        id: who
        anchors.left: symbol.right
        anchors.leftMargin: Theme.lg
        y: Theme.md
        width: Theme.fieldWidth * 0.8
        spacing: Theme.xs
        Label { text: root.name; font: Theme.name }
        Badge {
            level: [Badge.Ok, Badge.Busy, Badge.Warn, Badge.Bad, Badge.Off][root.level]
            text: root.schedulable ? root.stateText : qsTr("%1, cordoned").arg(root.stateText)
        }
    }
    Column {
        anchors.left: who.right
        anchors.leftMargin: Theme.lg
        y: Theme.md
        spacing: Theme.xs
        MonoLabel { text: root.address + (root.podCidr.length > 0 ? "  ·  " + root.podCidr : "") }
        Label {
            text: [qsTr("%n pod(s)", "", root.pods), root.provider, root.capacity].filter(part => part.length > 0).join(" · ")
            color: Theme.text3
        }
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.lg
        y: Theme.md + (Theme.iconHuge - Theme.control) / 2
        spacing: Theme.sm
        IconButton {
            symbol: "cordon"
            text: root.schedulable ? qsTr("Cordon: no new pods here") : qsTr("Uncordon")
            enabled: root.podCidr.length > 0
            onClicked: root.schedulableAsked(!root.schedulable)
        }
        IconButton {
            objectName: "power-" + root.name
            symbol: "power"
            text: root.powered ? qsTr("Pull the plug") : qsTr("Power on")
            enabled: root.hasMachine
            onClicked: root.powerAsked(!root.powered)
        }
        IconButton {
            objectName: "remove-" + root.name
            symbol: "trash"
            text: qsTr("Remove")
            enabled: root.hasMachine
            onClicked: root.removeAsked()
        }
        IconButton {
            objectName: "more-" + root.name
            symbol: "more"
            text: qsTr("All that can be done to it")
            onClicked: root.menuRequested()
        }
    }
    Row {
        visible: root.coming
        x: Theme.lg
        y: Theme.iconHuge + Theme.lg
        spacing: Theme.lg
        Repeater {
            model: root.phases
            Row {
                id: phase
                required property var modelData
                spacing: Theme.xs
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: phase.modelData.failed ? "error" : phase.modelData.done ? "check" : "clock"
                    size: Theme.iconSmall
                    color: phase.modelData.failed ? Theme.bad : phase.modelData.done ? Theme.ok : Theme.text3
                }
                Label {
                    text: phase.modelData.label
                    color: phase.modelData.done ? Theme.text2 : Theme.text3
                }
            }
        }
        Label {
            text: root.message
            color: Theme.text3
            elide: Text.ElideRight
        }
    }
}
