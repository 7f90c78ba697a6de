// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Clusters
import Orrery.Views.Clusters
import Orrery.Views.Firstrun

// The window: a tab for each cluster that is open, with a Workspace in it; the list of all clusters; the first run.
// Only what is in front exists on the screen: a tab that never was there is not even made.
T.ApplicationWindow {
    id: root
    required property Clusters clusters
    property string view: "map" ///< of the first cluster, at first
    property string selected ///< given to the cluster in front
    property string place ///< "": the cluster in front; "clusters", "welcome"
    readonly property string shown: root.place.length > 0 ? root.place : root.clusters.count > 0 ? "" : root.clusters.newcomer ? "welcome" : root.clusters.complete ? "clusters" : "none"
    property Workspace front
    readonly property QtObject graph: root.front ? root.front.graph : null
    readonly property QtObject map: root.front ? root.front.views.map : null
    property bool leaving: false

    function go(index: int): void {
        root.place = "";
        root.clusters.current = index;
    }
    function closeAsked(): void {
        if (root.clusters.hostedCount === 0)
            root.leave(false);
        else if (root.clusters.closing === "ask")
            closingSheet.open();
        else
            root.leave(root.clusters.closing === "keep");
    }
    function leave(keep: bool): void {
        root.leaving = true;
        root.clusters.leave(keep);
    }
    Component.onCompleted: {
        if (root.view !== "clusters" && root.view !== "welcome")
            return;
        root.place = root.view;
        root.view = "map";
    }
    onSelectedChanged: if (root.front) root.front.selected = root.selected
    onFrontChanged: if (root.front && root.selected.length > 0) root.front.selected = root.selected
    onClosing: event => {
        event.accepted = false;
        if (!root.leaving)
            root.closeAsked();
    }

    visible: true
    minimumWidth: Theme.windowWidth
    minimumHeight: Theme.windowHeight
    title: root.shown.length === 0 && root.clusters.currentTab ? qsTr("%1 – Orrery").arg(root.clusters.currentTab.name) : qsTr("Orrery")
    color: Theme.window
    font: Theme.body

    Connections {
        target: root.clusters
        function onLeft(): void {
            Qt.exit(0);
        }
        function onFailed(title: string, message: string): void {
            root.leaving = false;
            toast.fail(title + ": " + message);
        }
        function onDone(message: string): void {
            toast.show(message);
        }
        function onCurrentChanged(): void {
            root.place = "";
        }
    }
    Shortcut { sequence: Shortcuts.keys.quit; onActivated: root.closeAsked() }
    Shortcut { sequence: Shortcuts.keys.clusters; onActivated: root.place = root.shown === "clusters" && root.clusters.count > 0 ? "" : "clusters" }
    Shortcut { sequence: Shortcuts.keys.tabClose; enabled: root.shown === "" && root.clusters.count > 0; onActivated: root.clusters.close(root.clusters.current) }
    Shortcut { sequence: Shortcuts.keys.tabNext; enabled: root.clusters.count > 0; onActivated: root.go((root.clusters.current + 1) % root.clusters.count) }
    Shortcut { sequence: Shortcuts.keys.tabBefore; enabled: root.clusters.count > 0; onActivated: root.go((root.clusters.current + root.clusters.count - 1) % root.clusters.count) }
    Repeater {
        model: 9
        Item {
            id: digit
            required property int index
            Shortcut { sequence: "Ctrl+" + (digit.index + 1); enabled: digit.index < root.clusters.count; onActivated: root.go(digit.index) }
        }
    }

    Sky { anchors.fill: parent }
    TabStrip {
        id: strip
        objectName: "tabStrip"
        visible: root.clusters.count > 1 || (root.shown !== "" && root.clusters.count > 0)
        width: parent.width
        height: visible ? implicitHeight : 0
        clusters: root.clusters
        front: root.shown === ""
        onPicked: index => root.go(index)
        onClosed: index => root.clusters.close(index)
        onMoved: (from, to) => root.clusters.move(from, to)
        onListRequested: root.place = "clusters"
    }
    Repeater {
        model: root.clusters.tabs
        Loader {
            id: page
            required property QtObject tab
            required property int index
            readonly property ClusterTab cluster: page.tab as ClusterTab
            readonly property bool inFront: root.shown === "" && root.clusters.current === page.index
            property bool wasInFront: false
            onInFrontChanged: page.arrive()
            onLoaded: page.arrive()
            Component.onCompleted: page.arrive()
            function arrive(): void {
                if (!page.inFront)
                    return;
                page.wasInFront = true;
                root.front = page.item as Workspace;
                if (page.item)
                    page.item.forceActiveFocus();
            }
            anchors.top: strip.bottom
            anchors.bottom: parent ? parent.bottom : undefined
            width: parent ? parent.width : 0
            active: page.wasInFront
            visible: page.inFront
            sourceComponent: Workspace {
                focus: true
                session: page.cluster.session
                name: page.cluster.name
                step: page.cluster.step
                problem: page.cluster.problem
                view: root.view
                switchable: root.clusters.canHost || root.clusters.count > 1
                others: root.clusters.known.filter(known => known.problem.length === 0)
                onOpenRequested: page.cluster.open()
                onClusterPicked: id => id.length > 0 ? root.clusters.open(id) : root.place = "clusters"
                onSwitcherRequested: at => switcher.popup(at, 0, at.height + Theme.xs)
            }
        }
    }
    Loader {
        anchors.top: strip.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        active: root.shown === "clusters"
        sourceComponent: ClustersPage {
            focus: true
            clusters: root.clusters
            onWelcomeRequested: root.place = "welcome"
            onBackRequested: root.place = ""
            Component.onCompleted: forceActiveFocus()
        }
    }
    Loader {
        anchors.top: strip.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        active: root.shown === "welcome"
        sourceComponent: FirstRunPage {
            focus: true
            clusters: root.clusters
            onSkipped: root.place = root.clusters.count > 0 ? "" : "clusters"
            Component.onCompleted: forceActiveFocus()
        }
    }
    ClusterMenu {
        id: switcher
        clusters: root.clusters
        onListRequested: root.place = "clusters"
    }
    WorkStrip {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.xl
        work: root.clusters.work
    }
    Toast {
        id: toast
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.transportHeight + Theme.xl
    }
    ClosingSheet {
        id: closingSheet
        count: root.clusters.hostedCount
        onRemembered: choice => root.clusters.closing = choice
        onDecided: keep => root.leave(keep)
    }
}
