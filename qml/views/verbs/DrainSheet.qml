// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Before a node is drained: which pods go, which stay, and what is lost if all are to go.
VerbSheet {
    id: root
    property var plan: ({ pods: [], goes: 0, stays: 0, data: 0, alone: 0 })
    readonly property int going: root.plan.goes + (data.checked ? root.plan.data : 0) + (alone.checked ? root.plan.alone : 0)
    title: qsTr("Drain %1").arg(root.name)
    subtitle: qsTr("It takes no new pods, and those that it has are asked to go, as fast as their disruption budgets allow.")
    verb: root.going > 0 ? qsTr("Drain: %Ln pod(s) go", "", root.going) : qsTr("Drain")
    onStarted: {
        data.checked = alone.checked = false;
        root.plan = root.actions.drainPlan(root.name);
    }
    function carryOut(): void {
        root.actions.drain(root.name, data.checked, alone.checked);
    }

    Column {
        width: parent.width
        spacing: Theme.md
        ListView {
            objectName: "drainPods"
            width: parent.width
            height: Math.min(contentHeight, Theme.px(240))
            clip: true
            model: root.plan.pods
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Pods of the node")
            delegate: Item {
                id: pod
                required property var modelData
                readonly property bool goes: pod.modelData.fate === "goes" || (pod.modelData.fate === "data" && data.checked) || (pod.modelData.fate === "alone" && alone.checked)
                width: ListView.view ? ListView.view.width : 0
                height: Theme.controlSmall
                Accessible.role: Accessible.ListItem
                Accessible.name: name.text + ": " + why.text
                Icon {
                    id: mark
                    anchors.verticalCenter: parent.verticalCenter
                    name: pod.goes ? "drain" : "pod"
                    size: Theme.iconSmall
                    color: pod.goes ? Theme.accent : Theme.text3
                }
                Label {
                    id: name
                    anchors.left: mark.right
                    anchors.leftMargin: Theme.sm
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width * 0.5
                    text: pod.modelData.name
                    font: Theme.name
                    elide: Text.ElideMiddle
                    color: pod.goes ? Theme.text : Theme.text3
                }
                Label {
                    id: why
                    anchors.left: name.right
                    anchors.leftMargin: Theme.sm
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.md
                    anchors.verticalCenter: parent.verticalCenter
                    horizontalAlignment: Text.AlignRight
                    text: pod.modelData.why.length > 0 ? pod.modelData.why : qsTr("starts again elsewhere")
                    color: Theme.text3
                    font: Theme.small
                    elide: Text.ElideRight
                }
            }
        }
        Label {
            visible: root.plan.pods.length === 0
            text: qsTr("No pods run there.")
            color: Theme.text3
        }
        CheckBox {
            id: data
            objectName: "drainData"
            visible: root.plan.data > 0
            text: qsTr("Also %Ln pod(s) with emptyDir volumes: what is in them is lost", "", root.plan.data)
        }
        CheckBox {
            id: alone
            objectName: "drainAlone"
            visible: root.plan.alone > 0
            text: qsTr("Also %Ln pod(s) without a controller: nothing starts them again", "", root.plan.alone)
        }
    }
}
