// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// The nodes and the machines behind them: add, watch them boot, cordon, pull the plug, remove.
FocusScope {
    id: root
    required property QtObject session
    required property Actions actions
    signal selected(kind: string, ns: string, name: string)

    NodeListModel {
        id: nodes
        session: root.session
    }

    Item {
        id: head
        width: parent.width
        height: Theme.control
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Nodes")
            font: Theme.heading
        }
        Button {
            objectName: "addNodes"
            anchors.right: parent.right
            text: qsTr("Add nodes")
            symbol: "plus"
            kind: Button.Primary
            onClicked: adding.open()
        }
    }
    ListView {
        id: list
        objectName: "nodeList"
        anchors.top: head.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        spacing: Theme.sm
        model: nodes
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        delegate: NodeRow {
            width: list.width
            onOpened: root.selected("Node", "", name)
            onPowerAsked: on => root.actions.setPower(name, on)
            onSchedulableAsked: schedulable => root.actions.setSchedulable(name, schedulable)
            onRemoveAsked: {
                removing.nodeName = name;
                removing.open();
            }
        }
    }
    EmptyState {
        anchors.centerIn: parent
        visible: nodes.synced && nodes.count === 0
        symbol: "node"
        title: qsTr("No nodes yet")
        text: qsTr("A pod needs a node to run on.")
        Button {
            text: qsTr("Add nodes")
            symbol: "plus"
            kind: Button.Primary
            onClicked: adding.open()
        }
    }
    AddNodesSheet {
        id: adding
        actions: root.actions
    }
    ConfirmSheet {
        id: removing
        property string nodeName
        title: qsTr("Remove %1?").arg(removing.nodeName)
        question: qsTr("The machine is switched off and its disk is removed. Its pods start again elsewhere.")
        verb: qsTr("Remove")
        command: root.actions.kubectl("delete", "Machine", "", removing.nodeName)
        onAccepted: root.actions.removeMachine(removing.nodeName)
    }
}
