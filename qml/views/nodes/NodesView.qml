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
    signal menuRequested(kind: string, ns: string, name: string)

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
            visible: root.session !== null && root.session["hasMachines"]
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
            onMenuRequested: root.menuRequested(podCidr.length > 0 ? "Node" : "Machine", "", name)
            onPowerAsked: on => root.actions.invoke(on ? "poweron" : "poweroff", "Machine", "", name)
            onSchedulableAsked: schedulable => root.actions.invoke(schedulable ? "uncordon" : "cordon", "Node", "", name)
            onRemoveAsked: root.actions.invoke("delete", "Machine", "", name)
        }
    }
    EmptyState {
        anchors.centerIn: parent
        visible: nodes.synced && nodes.count === 0
        symbol: "node"
        title: qsTr("No nodes yet")
        text: qsTr("A pod needs a node to run on.")
        Button {
            visible: root.session !== null && root.session["hasMachines"]
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
}
