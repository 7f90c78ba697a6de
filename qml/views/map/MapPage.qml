// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Graph

// The home of the window: the cluster as a map. The drawing is MapView's; the words over it are here.
FocusScope {
    id: root
    required property GraphModel graph
    property string lostReason
    property bool paused: false
    property real speed: 1
    property alias selection: map.selection
    property alias map: map
    readonly property string focusedNode: map.focusedNode
    signal opened(thing: string)
    signal deployRequested
    signal addNodeRequested

    readonly property var chips: map.chips
    readonly property bool far: map.density === "far"

    Item { // under the drawing
        anchors.fill: parent
        clip: true
        Repeater {
            model: map.nodes
            NodeCard {
                selected: map.selection === rowId
                required property string rowId
            }
        }
        Rectangle { // where the control plane lives
            id: control
            readonly property rect place: root.chips.control
            visible: place.width > 0
            x: place.x * map.zoom + map.origin.x
            y: place.y * map.zoom + map.origin.y
            width: place.width
            height: place.height
            transformOrigin: Item.TopLeft
            scale: map.zoom
            radius: Theme.radiusCard
            antialiasing: true
            color: Theme.card
            border.color: Theme.cardLine
            Column {
                visible: map.density === "full"
                x: Theme.lg + Theme.xs
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.md
                Label {
                    text: qsTr("Control plane")
                    font: Theme.subtitle
                }
                MonoLabel { text: root.graph.apiAddress }
            }
        }
        Glow {
            readonly property rect place: root.chips.api
            readonly property real reach: place.width * 1.7 * map.zoom
            visible: Theme.dark && place.width > 0
            x: (place.x + place.width / 2) * map.zoom + map.origin.x - reach / 2
            y: (place.y + place.height / 2) * map.zoom + map.origin.y - reach / 2
            width: reach
            height: reach
            opacity: 0.24
        }
    }
    MapView {
        id: map
        objectName: "map"
        anchors.fill: parent
        focus: true
        clip: true
        graph: root.graph
        colors: Theme.map
        paused: root.paused
        speed: root.speed
        cameraMilliseconds: Theme.camera
        typeFactor: Theme.factor
        Accessible.role: Accessible.Pane
        Accessible.name: qsTr("Map of the cluster")
        Accessible.description: qsTr("%Ln node(s)", "", root.graph.nodes) + ", " + qsTr("%Ln pod(s)", "", root.graph.pods)
        onOpened: thing => root.opened(thing)
    }
    Item {
        anchors.fill: parent
        clip: true
        Repeater {
            model: map.nodes
            NodeHeader {
                required property string rowId
                zoom: map.zoom
                origin: map.origin
                onOpened: map.zoomTo(info.name)
            }
        }
        Repeater {
            model: map.pods
            PodLabel { }
        }
        Repeater {
            model: map.services
            ServiceBox {
                required property string rowId
                zoom: map.zoom
                selected: map.selection === rowId
                onActivated: map.selection = rowId
            }
        }
        component MapChip: Chip {
            zoom: map.zoom
            origin: map.origin
        }
        MapChip { place: root.chips.you; symbol: "user"; title: qsTr("You"); detail: "kubectl · GUI"; hue: Theme.text2 }
        MapChip { place: root.chips.scheduler; symbol: "scheduler"; title: qsTr("Scheduler"); detail: qsTr("picks a node") }
        MapChip { place: root.chips.controllers; symbol: "controllers"; title: qsTr("Controllers"); detail: qsTr("desired = actual") }
        MapChip { place: root.chips.store; symbol: "store"; title: qsTr("Store"); detail: qsTr("rev %1").arg(root.graph.revision.toLocaleString(Qt.locale(), "f", 0)) }
        MapChip { place: root.chips.api; symbol: "api"; title: qsTr("API server"); detail: root.graph.apiAddress; hub: true }
        MapChip { place: root.chips.browser; symbol: "browser"; title: qsTr("Browser"); detail: qsTr("outside"); hue: Theme.text2 }
        Workloads {
            place: root.chips.workloads
            zoom: map.zoom
            origin: map.origin
            workloads: root.graph.workloads
            onActivated: id => map.selection = "workload/" + id
        }
        Repeater {
            model: map.captions
            Caption { }
        }
    }
    Label { // never a silent cut-off
        visible: map.hiddenServices > 0 && map.zoom <= 1.1
        anchors.right: parent.right
        anchors.rightMargin: Theme.xxl
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.sm
        text: qsTr("%Ln more service(s) in the list", "", map.hiddenServices)
        font: Theme.small
        color: Theme.text3
    }
    Pill {
        visible: root.graph.unscheduled > 0
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.xs
        symbol: "warning"
        hue: Theme.warn
        text: qsTr("%Ln pod(s) wait for a node", "", root.graph.unscheduled)
    }
    EmptyState {
        visible: root.graph.loaded && root.graph.nodes === 0 && root.lostReason.length === 0
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(control.visible ? (control.place.y + control.place.height) + Theme.xxl : 0, (parent.height - height) / 2)
        symbol: "node"
        title: qsTr("No nodes yet")
        text: qsTr("The control plane runs, but pods need a node to run on. Add one, and watch it start.")
        Button {
            kind: Button.Primary
            symbol: "plus"
            text: qsTr("Add a node")
            onClicked: root.addNodeRequested()
        }
    }
    Panel {
        visible: root.graph.loaded && root.graph.nodes > 0 && root.graph.pods === 0 && root.lostReason.length === 0
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.md
        width: hint.implicitWidth + 2 * Theme.lg
        height: hint.implicitHeight + 2 * Theme.sm
        Row {
            id: hint
            anchors.centerIn: parent
            spacing: Theme.md
            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("No pods yet. Deploy something, or: kubectl create deployment web --image=registry.local/demo:1")
                color: Theme.text2
            }
            Button {
                small: true
                symbol: "deploy"
                text: qsTr("Deploy")
                onClicked: root.deployRequested()
            }
        }
    }
    EmptyState {
        visible: root.lostReason.length > 0
        anchors.centerIn: parent
        symbol: "disconnected"
        hue: Theme.bad
        title: qsTr("The cluster does not answer")
        text: root.lostReason + "\n" + qsTr("What you see is the last known state. It goes on trying.")
    }
    Label {
        visible: !root.graph.loaded && root.lostReason.length === 0
        anchors.centerIn: parent
        text: qsTr("Reading the cluster…")
        font: Theme.title
        color: Theme.text2
    }
}
