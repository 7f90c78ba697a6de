// SPDX-License-Identifier: GPL-3.0-only
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
    property real covered: 0 ///< pixels at the right that something lies over
    property alias selection: map.selection
    property alias map: map
    signal opened(thing: string)
    signal deployRequested
    signal addNodeRequested
    signal menuRequested(kind: string, ns: string, name: string, point: point)
    signal scaleRequested(ns: string, name: string, delta: int)
    signal dropped(template: string, node: string) ///< a template of the palette; node is empty where it fell on none
    signal listRequested(kind: string)
    signal related(kind: string, ns: string, name: string) ///< asked to open what has no place on the map
    property alias filter: map.filter

    readonly property var chips: map.chips
    readonly property bool lost: root.lostReason.length > 0

    Item { // under the drawing
        anchors.fill: parent
        clip: true
        opacity: map.opacity
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
            width: place.width * map.zoom
            height: place.height * map.zoom
            radius: Theme.radiusCard * Math.min(1, map.zoom)
            antialiasing: true
            color: Theme.card
            border.color: Theme.cardLine
            Column {
                visible: map.density === "full"
                x: (Theme.lg + Theme.xs) * map.zoom
                y: parent.height - (height + Theme.md) * map.zoom
                transformOrigin: Item.TopLeft
                scale: map.zoom
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
        opacity: root.lost ? Theme.dimmed : 1
        graph: root.graph
        colors: Theme.map
        paused: root.paused
        speed: root.speed
        covered: root.covered
        cameraMilliseconds: Theme.camera
        typeFactor: Theme.factor
        Accessible.role: Accessible.List // what is on it, it tells itself
        onMenuRequested: (kind, ns, name, point) => root.menuRequested(kind, ns, name, point)
        onOpened: thing => root.opened(thing)
    }
    Item {
        anchors.fill: parent
        clip: true
        opacity: map.opacity
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
            model: map.nodeNames
            NodeName { }
        }
        Repeater {
            model: map.pods
            PodLabel {
                id: pod
                news: Component {
                    PodNews {
                        session: root.graph.session
                        ns: pod.info.ns
                        name: pod.info.fullName
                    }
                }
            }
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
        MapChip { place: root.chips.more; symbol: "service"; title: qsTr("and %Ln more", "", map.hiddenServices); hue: Theme.text2; Accessible.ignored: false; Accessible.role: Accessible.Button; Accessible.name: title; Accessible.onPressAction: activated(); onActivated: root.listRequested("Service") }
        Workloads {
            place: root.chips.workloads
            zoom: map.zoom
            origin: map.origin
            workloads: map.density === "far" ? [] : root.graph.workloads
            onActivated: id => map.selection = "workload/" + id
            onScaleRequested: (ns, name, delta) => root.scaleRequested(ns, name, delta)
        }
        Repeater {
            model: map.relations
            RelationChip { onActivated: root.related(info.kind, info.ns, info.name) }
        }
        Repeater {
            model: map.captions
            Caption { }
        }
    }
    Item { // where nothing covers the map
        id: free
        width: parent.width - root.covered
        height: parent.height
        Row { // never a silent cut-off
            visible: map.density === "far" && map.allFits
            anchors.right: parent.right
            anchors.rightMargin: Theme.xxl
            anchors.bottom: parent.bottom
            spacing: Theme.lg
            Label {
                visible: map.unnamed > 0
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Zoom in for the names of %Ln node(s)", "", map.unnamed)
                font: Theme.small
                color: Theme.text3
            }
            Button {
                visible: map.hiddenServices > 0
                small: true
                kind: Button.Quiet
                symbol: "service"
                text: qsTr("%Ln service(s)", "", map.hiddenServices)
                onClicked: root.listRequested("Service")
            }
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
            visible: root.lost && !root.graph.loaded
            anchors.centerIn: parent
            symbol: "disconnected"
            hue: Theme.bad
            title: qsTr("The cluster does not answer")
            text: root.lostReason + "\n" + qsTr("It is tried again and again. See that the cluster runs, and that its address in the kubeconfig is right.")
        }
        EmptyState {
            visible: !root.lost && !root.graph.loaded
            anchors.centerIn: parent
            symbol: "refresh"
            title: qsTr("Reading the cluster…")
            text: qsTr("The first lists are on their way from %1.").arg(root.graph.apiAddress)
        }
        Pill { // what may not be seen is not there, and that is said
            visible: root.graph.forbidden.length > 0
            x: Theme.xxl + Theme.control + Theme.md // beside the palette
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.xs
            symbol: "shield"
            hue: Theme.warn
            text: qsTr("You have no right to see: %1").arg(Array.from(root.graph.forbidden).join(", "))
        }
        WhereAmI {
            objectName: "whereAmI"
            visible: !map.allFits && root.graph.loaded
            anchors.right: parent.right
            anchors.rightMargin: Theme.xxl + Theme.sm
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.lg + Theme.sm
            map: map
        }
    }
    ThingCard { // what is under the pointer, when it stays there
        id: card
        objectName: "thingCard"
        readonly property rect at: map.rectOf(map.hovered)
        readonly property bool told: map.hovered.startsWith("node/") ? map.density === "far" && map.level !== "node" : !(map.hovered.startsWith("pod/") && map.level === "pod")
        property bool due: false
        visible: card.due && card.told && map.hovered.length > 0
        facts: card.visible ? map.facts(map.hovered) : ({})
        x: card.at.right + Theme.sm + width > free.width ? Math.max(0, card.at.x - width - Theme.sm) : card.at.right + Theme.sm
        y: Math.max(Theme.xs, Math.min(root.height - height - Theme.xs, card.at.y))
        Connections {
            target: map
            function onHoveredChanged(): void {
                card.due = false;
                wait.restart();
            }
            function onCameraChanged(): void {
                card.due = false;
            }
        }
        Timer {
            id: wait
            interval: Theme.toolTipDelay
            onTriggered: card.due = true
        }
    }
    DropArea {
        id: drop
        objectName: "mapDrop"
        readonly property string mime: "application/x-orrery-template"
        property string node
        anchors.fill: parent
        keys: [drop.mime]
        onEntered: drag => drop.node = map.nodeAt(Qt.point(drag.x, drag.y))
        onPositionChanged: drag => drop.node = map.nodeAt(Qt.point(drag.x, drag.y))
        onDropped: event => {
            const node = map.nodeAt(Qt.point(event.x, event.y));
            const template = event.getDataAsString(drop.mime) || (event.source ? event.source["template"] : "") || "";
            event.accept(Qt.CopyAction);
            root.dropped(template, node);
        }
        Rectangle { // where it would go
            readonly property rect place: drop.node.length > 0 ? map.rectOf("node/" + drop.node) : Qt.rect(Theme.sm, Theme.sm, free.width - 2 * Theme.sm, free.height - 2 * Theme.sm)
            visible: drop.containsDrag
            x: place.x
            y: place.y
            width: place.width
            height: place.height
            radius: Theme.radiusCard
            color: Theme.alpha(Theme.accent, 0.1)
            border.color: Theme.accent
            border.width: Theme.line + Theme.hair
            Pill {
                anchors.horizontalCenter: parent.horizontalCenter
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.md
                hue: Theme.accent
                text: drop.node.length > 0 ? qsTr("Onto %1").arg(drop.node) : qsTr("Anywhere: the scheduler chooses")
            }
        }
    }
}
