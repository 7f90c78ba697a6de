// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Graph
import Orrery.Actions
import Orrery.Views.Addresses
import Orrery.Views.Map
import Orrery.Views.Nodes
import Orrery.Views.Lists
import Orrery.Views.Settings

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
    property real covered: 0 ///< how far the map goes on under what is at the right
    property string selectedKind ///< what is open in the inspector
    property string selectedNs
    property string selectedName
    property string filter ///< cluster::Filter's grammar: lists narrow by it, the map dims the rest
    property alias map: map.map
    readonly property var entries: [
        { id: "map", title: qsTr("Map"), symbol: "map" },
        { id: "addresses", title: qsTr("Addresses"), symbol: "addresses" },
        { id: "nodes", title: qsTr("Nodes"), symbol: "node" },
        { id: "lists", title: qsTr("Lists"), symbol: "list" }
    ]
    signal selected(thing: string) ///< opened on the map
    signal opened(kind: string, ns: string, name: string) ///< opened elsewhere
    signal told(message: string)
    signal deployRequested
    signal menuRequested(kind: string, ns: string, name: string, point: point) ///< point: (-1, -1) where the mouse is
    signal scaleRequested(ns: string, name: string, delta: int)
    signal templateDropped(template: string, node: string)
    signal filterEdited(text: string)
    readonly property var marked: root.current === "lists" && lists.item ? lists.item["pointed"] : null ///< {kind, keys, item} that keys act on, in place of what is selected

    MapPage {
        id: map
        anchors.fill: parent
        anchors.rightMargin: -root.covered // the world keeps its size; the camera makes room
        covered: root.covered
        visible: root.current === "map"
        focus: visible
        graph: root.graph
        filter: root.filter
        lostReason: root.lostReason
        paused: root.paused
        speed: root.speed
        onOpened: thing => root.selected(thing)
        onDeployRequested: root.deployRequested()
        onAddNodeRequested: root.current = "nodes"
        onMenuRequested: (kind, ns, name, point) => root.menuRequested(kind, ns, name, map.mapToItem(root, point))
        onScaleRequested: (ns, name, delta) => root.scaleRequested(ns, name, delta)
        onDropped: (template, node) => root.templateDropped(template, node)
        onRelated: (kind, ns, name) => root.opened(kind, ns, name)
        onListRequested: kind => {
            root.listedKind = kind;
            root.current = "lists";
        }
    }
    Loader {
        anchors.fill: parent
        anchors.margins: Theme.xxl
        active: root.current === "addresses"
        focus: active
        sourceComponent: AddressesView {
            focus: true
            session: root.session
            workloads: root.graph.workloads
            selectedKind: root.selectedKind
            selectedNs: root.selectedNs
            selectedName: root.selectedName
            onSelected: (kind, ns, name) => root.opened(kind, ns, name)
        }
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
            onSelected: (kind, ns, name) => root.opened(kind, ns, name)
            onMenuRequested: (kind, ns, name) => root.menuRequested(kind, ns, name, Qt.point(-1, -1))
        }
    }
    Loader {
        id: lists
        anchors.fill: parent
        anchors.margins: Theme.xxl
        active: root.current === "lists"
        focus: active
        sourceComponent: ListsView {
            focus: true
            session: root.session
            actions: root.actions
            kind: root.listedKind
            selectedNs: kind === root.selectedKind ? root.selectedNs : ""
            selectedName: kind === root.selectedKind ? root.selectedName : ""
            filter: root.filter
            onFilterEdited: text => root.filterEdited(text)
            onKindChanged: root.listedKind = kind
            onSelected: (kind, ns, name) => root.opened(kind, ns, name)
            onMenuRequested: (kind, ns, name) => root.menuRequested(kind, ns, name, Qt.point(-1, -1))
            onTold: message => root.told(message)
        }
    }
    property string listedKind: "Pod"
    Loader {
        anchors.fill: parent
        anchors.margins: Theme.xxl
        active: root.current === "settings"
        focus: active
        sourceComponent: SettingsView { focus: true }
    }
}
