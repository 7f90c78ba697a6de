// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// Every cluster that can be opened: those of this computer, and the contexts of the kubeconfigs. By keyboard: arrows, Return opens, F2 renames,
// Delete deletes, Esc goes back.
FocusScope {
    id: root
    required property Clusters clusters
    signal welcomeRequested
    signal backRequested

    readonly property var known: root.clusters.known
    readonly property var found: root.known.filter(known => (known.name + " " + known.server + " " + known.place).toLowerCase().includes(filter.text.trim().toLowerCase()))
    readonly property var rows: {
        const own = root.found.filter(known => known.embedded), contexts = root.found.filter(known => !known.embedded);
        let rows = own.length > 0 ? [{ header: qsTr("On this computer") }, ...own] : [];
        let place = "";
        for (const context of contexts) {
            if (context.place !== place)
                rows.push({ header: context.place });
            place = context.place;
            rows.push(context);
        }
        return rows;
    }
    property var chosen: null ///< what the menu and the sheets are about

    function act(row: var, verb: string): void {
        if (!row || !row.id)
            return;
        root.chosen = row;
        if (verb === "open" && row.problem.length === 0)
            root.clusters.open(row.id);
        else if (verb === "rename" && row.embedded)
            naming.rename();
        else if (verb === "remove" && row.embedded)
            removing.open();
    }

    Keys.onEscapePressed: root.backRequested()
    Timer { // others start and stop clusters, too: only looked for while this page shows
        running: root.visible
        interval: 2000
        repeat: true
        triggeredOnStart: true
        onTriggered: root.clusters.look()
    }
    Item {
        id: head
        x: Theme.xxl
        y: Theme.xl
        width: parent.width - 2 * Theme.xxl
        height: Theme.control
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Clusters")
            font: Theme.heading
        }
        Row {
            anchors.right: parent.right
            spacing: Theme.sm
            SearchField {
                id: filter
                objectName: "clusterFilter"
                visible: root.known.length > 8
                placeholderText: qsTr("Filter")
            }
            Button {
                symbol: "info"
                text: qsTr("This computer")
                hint: qsTr("What it can do for clusters")
                onClicked: root.welcomeRequested()
            }
            Button {
                objectName: "importCluster"
                visible: root.clusters.canHost
                symbol: "upload"
                text: qsTr("Import")
                hint: qsTr("A cluster that was exported")
                onClicked: picker.ask(qsTr("Import a cluster"), false, file => naming.importFrom(file))
            }
            Button {
                objectName: "openKubeconfig"
                symbol: "link"
                text: qsTr("Open a kubeconfig")
                onClicked: picker.ask(qsTr("Open a kubeconfig"), false, file => root.clusters.addKubeconfig(file))
            }
            Button {
                objectName: "newCluster"
                visible: root.clusters.canHost
                symbol: "plus"
                kind: Button.Primary
                text: qsTr("New cluster")
                onClicked: naming.create()
            }
        }
    }
    ListView {
        id: list
        objectName: "clusterList"
        anchors.top: head.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.md
        x: Theme.xxl
        width: parent.width - 2 * Theme.xxl
        clip: true
        focus: true
        spacing: Theme.sm
        model: root.rows
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Clusters")
        Component.onCompleted: currentIndex = Math.min(1, count - 1)
        Keys.onPressed: event => {
            const verb = ({ [Qt.Key_Return]: "open", [Qt.Key_Enter]: "open", [Qt.Key_F2]: "rename", [Qt.Key_Delete]: "remove" })[event.key];
            if (!verb || !list.activeFocus)
                return;
            root.act(root.rows[list.currentIndex], verb);
            event.accepted = true;
        }
        delegate: Item {
            id: row
            required property var modelData
            required property int index
            readonly property bool isHeader: modelData.header !== undefined
            width: list.width
            height: row.isHeader ? Theme.control : loader.height
            Label {
                visible: row.isHeader
                anchors.bottom: parent.bottom
                anchors.bottomMargin: Theme.xs
                width: parent.width
                text: row.modelData.header || ""
                font: Theme.smallStrong
                color: Theme.text3
                elide: Text.ElideMiddle
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            Loader {
                id: loader
                active: !row.isHeader
                width: parent.width
                sourceComponent: ClusterRow {
                    cluster: row.modelData
                    current: row.ListView.isCurrentItem && list.activeFocus
                    onOpenRequested: root.act(row.modelData, "open")
                    onStopRequested: root.clusters.stop(row.modelData.id)
                    onMenuRequested: at => {
                        root.chosen = row.modelData;
                        menu.popup(at, at.width - menu.width, at.height);
                    }
                    TapHandler {
                        onTapped: {
                            list.currentIndex = row.index;
                            list.forceActiveFocus();
                        }
                    }
                }
            }
        }
    }
    Row {
        id: foot
        visible: root.clusters.canHost
        x: Theme.xxl
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.lg
        spacing: Theme.md
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("When the window closes, clusters that run here")
            color: Theme.text2
        }
        Segmented {
            objectName: "closing"
            readonly property var choices: ["ask", "keep", "stop"]
            Accessible.name: qsTr("When the window closes")
            options: [qsTr("Ask"), qsTr("Go on"), qsTr("Stop")]
            currentIndex: choices.indexOf(root.clusters.closing)
            onPicked: index => root.clusters.closing = choices[index]
        }
    }
    EmptyState {
        anchors.centerIn: parent
        visible: root.clusters.complete && root.rows.length === 0
        symbol: "machine"
        title: filter.text.length > 0 ? qsTr("No cluster of that name") : qsTr("No clusters yet")
        text: filter.text.length > 0 ? "" : qsTr("Make one on this computer, or open the kubeconfig of one that is elsewhere.")
    }
    Menu {
        id: menu
        readonly property bool own: root.chosen !== null && root.chosen.embedded
        MenuItem { text: qsTr("Rename"); keys: "F2"; symbol: "edit"; enabled: menu.own; onTriggered: naming.rename() }
        MenuItem { text: qsTr("Duplicate"); symbol: "copy"; enabled: menu.own; onTriggered: naming.duplicate() }
        MenuItem { text: qsTr("Export"); symbol: "download"; enabled: menu.own; onTriggered: picker.ask(qsTr("Export %1").arg(root.chosen.name), true, file => root.clusters.exportTo(root.chosen.id, file)) }
        MenuItem { text: qsTr("Forget this kubeconfig"); symbol: "cross"; enabled: root.chosen !== null && root.chosen.opened; onTriggered: root.clusters.forget(root.chosen.id) }
        MenuItem { text: qsTr("Delete"); keys: "Del"; symbol: "trash"; danger: true; enabled: menu.own; onTriggered: removing.open() }
    }
    NameSheet {
        id: naming
        property string what
        property url file
        clusters: root.clusters
        function create(): void {
            naming.what = "create";
            naming.ask(qsTr("New cluster"), qsTr("A control plane of its own, in a folder of its own."), qsTr("Create"), "", true);
        }
        function rename(): void {
            naming.what = "rename";
            naming.ask(qsTr("Rename %1").arg(root.chosen.name), qsTr("The folder and its kubeconfig stay where they are."), qsTr("Rename"), root.chosen.name, false);
            naming.same = root.chosen.name;
        }
        function duplicate(): void {
            naming.what = "duplicate";
            naming.ask(qsTr("Duplicate %1").arg(root.chosen.name), qsTr("The same objects and keys, on a port of its own; machines are made anew."), qsTr("Duplicate"), qsTr("%1 copy").arg(root.chosen.name), false);
        }
        function importFrom(file: url): void {
            naming.what = "import";
            naming.file = file;
            naming.ask(qsTr("Import a cluster"), file.toString().replace("file://", ""), qsTr("Import"), "", false);
        }
        onNamed: (name, nodes, provider) => {
            if (naming.what === "create")
                root.clusters.create(name, nodes, provider, Preferences.nodeCpus, Preferences.nodeMemory);
            else if (naming.what === "rename")
                root.clusters.rename(root.chosen.id, name);
            else if (naming.what === "duplicate")
                root.clusters.duplicate(root.chosen.id, name);
            else
                root.clusters.importFrom(naming.file, name);
        }
    }
    ConfirmSheet {
        id: removing
        title: root.chosen ? qsTr("Delete %1?").arg(root.chosen.name) : ""
        question: qsTr("All of it goes: objects, keys, machines and their disks. It cannot be undone; an export keeps a copy.")
        command: root.chosen ? "orrery reset --data " + root.chosen.place : ""
        onAccepted: root.clusters.remove(root.chosen.id)
    }
    FilePicker { id: picker }
}
