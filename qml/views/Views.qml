// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Graph
import Orrery.Actions
import Orrery.Views.Map
import Orrery.Views.Nodes

// The list of the window's screens. To add one: a folder here, an entry in `entries`, a Loader below.
FocusScope {
    id: root
    required property QtObject session
    required property GraphModel graph
    required property Actions actions
    property string current: "map"
    property string lostReason
    property bool paused: false
    property real speed: 1
    property alias map: map.map
    readonly property alias focusedNode: map.focusedNode
    readonly property var entries: [
        { id: "map", title: qsTr("Map"), symbol: "map" },
        { id: "nodes", title: qsTr("Nodes"), symbol: "node" }
    ]
    signal selected(thing: string)
    signal deployRequested

    MapPage {
        id: map
        anchors.fill: parent
        visible: root.current === "map"
        focus: visible
        graph: root.graph
        lostReason: root.lostReason
        paused: root.paused
        speed: root.speed
        onOpened: thing => root.selected(thing)
        onDeployRequested: root.deployRequested()
        onAddNodeRequested: root.current = "nodes"
    }
    Loader {
        anchors.fill: parent
        anchors.margins: Theme.xxl
        active: root.current === "nodes"
        focus: active
        sourceComponent: NodesView {
            focus: true
            session: root.session
            actions: root.actions
            onSelected: (kind, ns, name) => root.selected(kind.toLowerCase() + "/" + (ns.length > 0 ? ns + "/" : "") + name)
        }
    }
}
