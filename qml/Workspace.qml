// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Graph
import Orrery.Story
import Orrery.Actions
import Orrery.Models
import Orrery.Views
import Orrery.Views.Deploy
import Orrery.Views.Find
import Orrery.Views.Forwards
import Orrery.Views.Inspector
import Orrery.Views.Settings
import Orrery.Views.Verbs
import Orrery.Views.Yaml

// One cluster in the window: rail, top bar, the current view, the inspector beside it, the transport bar under it.
// Its shortcuts work while it is the one that shows.
FocusScope {
    id: root
    required property QtObject session ///< null if there is none
    property string name: root.session ? root.session["name"] : ""
    property string step ///< what it is at, while there is no session yet
    property string problem ///< why there is none
    property bool switchable: false
    property var others: [] ///< clusters that can be opened: [{id, name, place, embedded}]
    signal clusterPicked(id: string) ///< empty: the list of all
    signal openRequested ///< try again, start again
    signal switcherRequested(at: Item)
    property alias graph: graph
    readonly property alias commands: commands
    property alias views: views
    property alias view: views.current
    property string selected
    property string light ///< that goes with the mouse: "dot", "spot", or none
    property string filter ///< cluster::Filter's grammar: what of the cluster is looked at

    readonly property var parts: root.selected.split("/")
    // The map's words for its things; everything else goes by its kind.
    readonly property var mapKinds: ({ pod: "Pod", node: "Node", service: "Service" })
    readonly property string kind: root.parts[0] === "workload" && graph.workloads ? graph.workloadKind(root.selected) : root.mapKinds[root.parts[0]] || root.parts[0]
    readonly property string selectedNs: root.parts.length > 2 ? root.parts[1] : ""
    readonly property string selectedName: root.parts[root.parts.length - 1]
    // A pod's hue is its workload's.
    readonly property color selectedHue: {
        const row = ["pod", "workload"].includes(root.parts[0]) ? graph.hueOf(root.selected) : -2;
        return row === -2 ? Theme.accent : Theme.hue(row);
    }

    function open(kind: string, ns: string, name: string): void {
        const word = Object.keys(root.mapKinds).find(word => root.mapKinds[word] === kind);
        const path = (ns.length > 0 ? ns + "/" : "") + name;
        root.selected = (word || (graph.workloadKind("workload/" + path) === kind ? "workload" : kind)) + "/" + path;
    }
    function deploy(): void {
        root.deployTemplate("web", "");
    }
    /// The Deploy sheet with a template; its pods are to run on that node, or anywhere.
    function deployTemplate(template: string, node: string): void {
        if (root.session !== null)
            deploySheet.made().start(template, node);
    }
    function apply(): void {
        applySheet.made().start("");
    }
    function showShortcuts(): void {
        shortcutSheet.made().open();
    }
    // What opens when it is asked for, is made then: the window is sooner there.
    component Later: Loader {
        active: false
        function made(): var {
            active = true;
            return item;
        }
    }

    GraphModel {
        id: graph
        session: root.session
    }
    Story {
        id: story
        session: root.session
        onPacket: (from, to, caption, milliseconds) => views.map.send(from, to, caption, milliseconds)
    }
    Actions {
        id: actions
        session: root.session
        onBegan: (traceId, title) => story.traceId = traceId
        onFinished: (ok, title, message, undo) => {
            if (!ok)
                toast.fail(title + ": " + message);
            else if (undo.length > 0)
                toast.offer(message.length > 0 ? message : title, qsTr("Undo"), undo);
            else
                toast.show(message.length > 0 ? message : title);
        }
    }
    PortForwards {
        id: forwards
        session: root.session
    }
    Commands {
        id: commands
        workspace: root
        views: views
        actions: actions
        story: story
    }
    Connections {
        target: views.map
        function onSelectionChanged(): void {
            root.selected = views.map.selection;
        }
    }
    onSelectedChanged: views.map.selection = root.selected

    Shortcut { sequence: Shortcuts.keys.find; enabled: root.visible; onActivated: findSheet.made().start("") }
    Shortcut { sequence: Shortcuts.keys.deploy; enabled: root.visible && root.session !== null; onActivated: root.deploy() }
    Shortcut { sequence: Shortcuts.keys.apply; enabled: root.visible && root.session !== null; onActivated: root.apply() }
    Shortcut { sequence: Shortcuts.keys.paste; enabled: root.visible && root.session !== null; onActivated: applySheet.made().startWithClipboard() }
    Shortcut { sequence: Shortcuts.keys.present; enabled: root.visible; onActivated: Preferences.present = !Preferences.present }
    Shortcut { sequence: Shortcuts.keys.pausePicture; enabled: root.visible; onActivated: story.paused = !story.paused }
    Shortcut { sequence: Shortcuts.keys.shortcuts; enabled: root.visible; onActivated: root.showShortcuts() }
    Shortcut { sequence: Shortcuts.keys.pointer; enabled: root.visible; onActivated: root.light = root.light === "" ? "dot" : root.light === "dot" ? "spot" : "" }
    Shortcut { sequence: Shortcuts.keys.settings; enabled: root.visible; onActivated: views.current = "settings" }
    Shortcut { sequence: Shortcuts.keys.theme; enabled: root.visible; onActivated: Preferences.dark = !Preferences.dark }
    Shortcut { sequence: Shortcuts.keys.viewMap; enabled: root.visible; onActivated: views.current = "map" }
    Shortcut { sequence: Shortcuts.keys.viewNodes; enabled: root.visible; onActivated: views.current = "nodes" }
    Shortcut { sequence: Shortcuts.keys.viewLists; enabled: root.visible; onActivated: views.current = "lists" }
    Shortcut { sequence: Shortcuts.keys.viewAddresses; enabled: root.visible; onActivated: views.current = "addresses" }

    Sky { anchors.fill: parent }

    NavRail {
        id: rail
        height: parent.height
        views: views.entries
        current: views.current
        onPicked: id => views.current = id
        onLanguageRequested: languages.popup(rail, rail.width, rail.height - languages.implicitHeight)
        onSettingsRequested: views.current = "settings"
    }
    TopBar {
        id: bar
        anchors.left: rail.right
        anchors.right: parent.right
        clusterName: root.name
        switchable: root.switchable
        onSwitcherRequested: at => root.switcherRequested(at)
        lostReason: root.session ? root.session["lostReason"] : root.problem
        trail: views.current === "map" ? views.map.trail : []
        loaded: graph.loaded || (root.session === null && root.step.length === 0)
        nodes: graph.nodes
        pods: graph.pods
        services: graph.services
        unhealthy: graph.unhealthy
        filter: root.filter
        onFilterCleared: root.filter = ""
        onCrumbPicked: id => {
            views.current = "map";
            views.map.goTo(id);
            views.map.forceActiveFocus();
        }
        onFindRequested: findSheet.made().start("")
        onDeployRequested: root.deploy()
        onApplyRequested: root.apply()
        extras: ForwardsChip { forwards: forwards }
    }
    DropArea {
        anchors.fill: parent
        onEntered: drag => drag.accepted = root.session !== null && (drag.hasText || drag.hasUrls || drag.formats.includes(palette.mime))
        onDropped: drop => drop.formats.includes(palette.mime) ? root.deployTemplate(drop.getDataAsString(palette.mime), "") : applySheet.made().startWithDrop(drop)
    }
    Views {
        id: views
        anchors.left: rail.right
        anchors.right: inspector.visible && !inspector.covers ? inspector.left : parent.right
        anchors.rightMargin: inspector.visible && !inspector.covers ? -Theme.xl : 0
        anchors.top: bar.bottom
        anchors.bottom: transport.top
        focus: true
        visible: (root.session !== null || views.current === "settings") && !(inspector.visible && inspector.covers)
        session: root.session
        graph: graph
        actions: actions
        covered: inspector.visible ? root.width - views.x - views.width : 0
        lostReason: root.session ? root.session["lostReason"] : ""
        paused: story.paused
        speed: story.speed
        selectedKind: root.kind
        selectedNs: root.selectedNs
        selectedName: root.selectedName
        onSelected: thing => root.selected = thing
        onOpened: (kind, ns, name) => root.open(kind, ns, name)
        onTemplateDropped: (template, node) => root.deployTemplate(template, node)
        filter: root.filter
        onFilterEdited: text => root.filter = text
        onTold: message => toast.show(message)
        onDeployRequested: root.deploy()
        onMenuRequested: (kind, ns, name, point) => verbs.showMenu(kind, ns, name, point.x < 0 ? null : views, point)
        onScaleRequested: (ns, name, delta) => actions.nudge(graph.workloadKind("workload/" + ns + "/" + name), ns, name, delta)
    }
    Palette {
        id: palette
        visible: views.visible && views.current === "map" && ["cluster", "nodes"].includes(views.map.level) && !Theme.present
        anchors.left: rail.right
        anchors.leftMargin: Theme.lg
        anchors.bottom: transport.top
        anchors.bottomMargin: Theme.lg
        onPicked: template => root.deployTemplate(template, "")
    }
    LostBanner {
        anchors.top: bar.bottom
        anchors.topMargin: Theme.md
        anchors.horizontalCenter: views.horizontalCenter
        width: Math.min(views.width - 2 * Theme.xl, Theme.sheetWidth * 1.4)
        z: 1
        reason: root.session ? root.session["lostReason"] : ""
        since: root.session ? root.session["lostSince"] : new Date(NaN)
        nextTry: root.session ? root.session["nextTry"] : new Date(NaN)
        onRetryRequested: root.session["retryNow"]()
    }
    EmptyState {
        objectName: "noSession"
        visible: root.session === null && views.current !== "settings"
        anchors.centerIn: views
        symbol: root.step.length > 0 ? "clock" : root.problem.length > 0 ? "disconnected" : "power"
        hue: root.problem.length > 0 ? Theme.bad : Theme.accent
        title: root.step.length > 0 ? root.step + "…" : root.problem.length > 0 ? qsTr("%1 cannot be opened").arg(root.name) : qsTr("%1 does not run").arg(root.name)
        text: root.problem
        Button {
            objectName: "openAgain"
            visible: root.step.length === 0
            symbol: root.problem.length > 0 ? "refresh" : "play"
            kind: Button.Primary
            text: root.problem.length > 0 ? qsTr("Try again") : qsTr("Start")
            onClicked: root.openRequested()
        }
    }
    Repeater {
        model: root.session ? root.session["warnings"] : []
        Pill {
            required property string modelData
            required property int index
            x: rail.width + Theme.xl
            y: bar.height + Theme.md + index * (height + Theme.sm)
            z: 1
            symbol: "warning"
            hue: Theme.warn
            text: modelData
        }
    }
    Inspector {
        id: inspector
        visible: root.session !== null && root.kind.length > 0 && root.selectedName.length > 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.xxl
        anchors.top: bar.bottom
        anchors.topMargin: Theme.xl
        anchors.bottom: transport.top
        anchors.bottomMargin: Theme.xl
        // Beside the view while that keeps room enough; else over it.
        readonly property real room: root.width - rail.width - 2 * Theme.xxl
        readonly property bool covers: room < 2.4 * Theme.inspectorWidth
        width: covers ? room : wide ? Math.max(Theme.inspectorWidth, Math.min(room * 0.6, room - Theme.inspectorWidth)) : Theme.inspectorWidth
        wide: Preferences.wideInspector
        resizable: !covers
        onWideToggled: Preferences.wideInspector = !Preferences.wideInspector
        session: root.session
        actions: actions
        kind: root.kind
        ns: root.selectedNs
        name: root.selectedName
        hue: root.selectedHue
        forwards: forwards
        onTold: (ok, message) => ok ? toast.show(message) : toast.fail(message)
        onClosed: root.selected = ""
        onOpened: (kind, ns, name) => root.open(kind, ns, name)
        onMenuRequested: (kind, ns, name) => verbs.showMenu(kind, ns, name, null, Qt.point(0, 0))
    }
    Verbs {
        id: verbs
        anchors.fill: views
        visible: root.visible && root.session !== null
        session: root.session
        actions: actions
        kind: views.marked ? views.marked.kind : root.kind
        keys: views.marked ? views.marked.keys : root.selectedName.length > 0 ? [{ ns: root.selectedNs, name: root.selectedName }] : []
        keysWork: !inspector.visible || !inspector.typing
        at: views.marked && views.marked.item ? views.marked.item : inspector.visible ? inspector : views
        onPage: (id, kind, ns, name) => {
            root.open(kind, ns, name);
            id === "edit" ? inspector.edit() : inspector.show(id);
        }
    }
    TransportBar {
        id: transport
        anchors.left: rail.right
        anchors.leftMargin: Theme.xxl
        anchors.right: parent.right
        anchors.rightMargin: Theme.xxl
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.present ? Theme.lg : Theme.xl + Theme.sm
        paused: story.paused
        speed: story.speed
        sentence: story.sentence
        detail: story.detail
        stageNames: story.stageNames
        stage: story.stage
        onPauseToggled: story.paused = !story.paused
        onStepped: {
            story.step();
            views.map.step(story.beatMilliseconds);
        }
        onSpeedPicked: speed => story.speed = speed
    }
    Toast {
        id: toast
        anchors.horizontalCenter: views.horizontalCenter
        anchors.bottom: transport.top
        anchors.bottomMargin: Theme.lg
        onActed: tag => {
            if (tag === "deploy")
                deploySheet.made().open();
            else if (tag === "apply")
                applySheet.made().open();
            else
                actions.undo(tag);
        }
    }
    Later {
        id: deploySheet
        sourceComponent: DeploySheet {
            session: root.session
            onBegan: (traceId, title) => {
                story.traceId = traceId;
                views.current = "map";
            }
            onDeployed: message => toast.show(message)
            onLeftUnsent: toast.offer(qsTr("Nothing was deployed"), qsTr("Go on with it"), "deploy")
        }
    }
    Later {
        id: applySheet
        sourceComponent: ApplySheet {
            session: root.session
            onBegan: (traceId, title) => story.traceId = traceId
            onApplied: message => toast.show(message)
            onLeftUnsent: toast.offer(qsTr("Nothing was applied"), qsTr("Go on with it"), "apply")
        }
    }
    Later {
        id: shortcutSheet
        sourceComponent: ShortcutSheet { onSettingsRequested: views.current = "settings" }
    }
    Pointer { // over the sheets, too
        parent: T.Overlay.overlay && T.Overlay.overlay.visible ? T.Overlay.overlay : root
        anchors.fill: parent
        z: 1000
        light: root.visible ? root.light : ""
    }
    Later {
        id: findSheet
        sourceComponent: FindSheet {
            session: root.session
            commands: visible ? root.commands.list : []
            onObjectPicked: (kind, ns, name) => {
                root.open(kind, ns, name);
                if (kind === "Node" && views.current === "map")
                    views.map.goTo(root.selected);
                views.forceActiveFocus();
            }
            onKindPicked: id => {
                views.listedKind = id;
                views.current = "lists";
            }
            onFilterPicked: text => root.filter = text
            onCommandPicked: id => root.commands.run(id)
        }
    }
    Menu {
        id: languages
        MenuItem { text: "English"; checkable: true; checked: !Preferences.language.startsWith("zh"); onTriggered: Preferences.language = "en" }
        MenuItem { text: "繁體中文"; checkable: true; checked: Preferences.language.startsWith("zh"); onTriggered: Preferences.language = "zh_TW" }
    }
}
