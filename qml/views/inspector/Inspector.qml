// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// The selected object: its facts, and for a pod its logs and a shell; delete from here.
// kind, ns and name say which. The keys of its pages and of delete are the verbs' (Orrery.Views.Verbs).
Panel {
    id: root
    required property QtObject session
    required property Actions actions
    property string kind
    property string ns
    property string name
    property color hue: Theme.accent
    signal closed()
    signal menuRequested(kind: string, ns: string, name: string)

    property PortForwards forwards: null ///< the window's
    signal told(ok: bool, message: string) ///< something is done or failed

    readonly property bool isPod: root.kind === "Pod"
    readonly property bool hasPods: ["Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Service"].includes(root.kind)
    readonly property bool hasPorts: root.hasPods && root.forwards !== null
    readonly property bool hasMachine: root.kind === "Node" || root.kind === "Machine"
    readonly property alias detail: detail
    /// Keys are letters while somebody types.
    readonly property bool typing: (root.page === "shell" && shell.activeFocus) || (root.page === "logs" && logs.item !== null && logs.item["typing"]) || (root.page === "ports" && ports.item !== null && ports.item["typing"]) || (root.page === "yaml" && yaml.item !== null && yaml.item["editing"])
    property string page: "facts"

    function show(page: string): void {
        root.page = ["facts", "logs", "shell", "ports", "boot", "yaml"].includes(page) ? page : "facts";
        if (page === "shell" && shell.item)
            shell.item.forceActiveFocus();
        if (page === "logs" && logs.item)
            logs.item.forceActiveFocus();
    }
    function edit(): void {
        root.show("yaml");
        yaml.item["edit"]();
    }
    function askDelete(): void {
        root.actions.invoke("delete", root.kind, root.ns, root.name);
    }
    onNameChanged: if (root.page !== "yaml" || root.typing) root.page = "facts"

    implicitWidth: Theme.inspectorWidth
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Inspector: %1 %2").arg(root.kind).arg(root.name)

    ObjectDetail {
        id: detail
        session: root.session
        kind: root.kind
        ns: root.ns
        name: root.name
        onChanged: if (!detail.exists && root.visible) root.closed()
    }

    Item {
        id: head
        x: Theme.xl
        y: Theme.xl
        width: parent.width - 2 * Theme.xl
        height: Theme.iconHuge
        Rectangle {
            id: disc
            width: Theme.iconHuge
            height: width
            radius: width / 2
            antialiasing: true
            color: Theme.soft(root.hue)
            border.width: Theme.line
            border.color: root.hue
            Icon {
                anchors.centerIn: parent
                name: ({ Pod: "pod", Node: "node", Service: "service", Machine: "machine", Deployment: "workload" })[root.kind] || "info"
                size: Theme.iconLarge
                color: root.hue
            }
        }
        Column {
            anchors.left: disc.right
            anchors.leftMargin: Theme.md
            anchors.right: close.left
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.xxs
            Label {
                width: parent.width
                text: root.name
                font: Theme.nameLarge
                elide: Text.ElideMiddle
            }
            Badge {
                objectName: "inspectorState"
                level: ({ good: Badge.Ok, waiting: Badge.Busy, warning: Badge.Warn, bad: Badge.Bad, leaving: Badge.Off })[detail.level]
                text: detail.state
            }
        }
        IconButton {
            id: close
            anchors.right: parent.right
            small: true
            symbol: "cross"
            text: qsTr("Close")
            onClicked: root.closed()
        }
    }

    Item {
        id: bar
        anchors.top: head.bottom
        anchors.topMargin: Theme.lg
        x: Theme.xl
        width: parent.width - 2 * Theme.xl
        height: Theme.control
        Tabs {
            id: tabs
            width: parent.width - tools.width - Theme.sm
            currentIndex: Math.max(0, ["facts", "logs", "shell", "ports", "boot", "yaml"].indexOf(root.page))
            Tab { text: qsTr("Facts"); symbol: "info"; onClicked: root.show("facts") }
            Tab { text: qsTr("Logs"); symbol: "logs"; visible: root.hasPods; width: visible ? implicitWidth : 0; onClicked: root.show("logs") }
            Tab { text: qsTr("Shell"); symbol: "shell"; visible: root.isPod; width: visible ? implicitWidth : 0; onClicked: root.show("shell") }
            Tab { symbol: "link"; Accessible.name: qsTr("Ports"); visible: root.hasPorts; width: visible ? implicitWidth : 0; onClicked: root.show("ports") }
            Tab { text: qsTr("Boot"); symbol: "power"; visible: root.hasMachine; width: visible ? implicitWidth : 0; onClicked: root.show("boot") }
            Tab { text: qsTr("YAML"); onClicked: root.show("yaml") }
        }
        Row {
            id: tools
            anchors.right: parent.right
            IconButton {
                objectName: "inspectorDelete"
                symbol: "trash"
                text: qsTr("Delete")
                onClicked: root.askDelete()
            }
            IconButton {
                objectName: "inspectorMore"
                symbol: "more"
                text: qsTr("All that can be done to it")
                onClicked: root.menuRequested(root.kind, root.ns, root.name)
            }
        }
    }

    Item {
        anchors.top: bar.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.xl
        x: Theme.xl
        width: parent.width - 2 * Theme.xl
        FactsPage {
            anchors.fill: parent
            visible: root.page === "facts"
            detail: detail
        }
        Loader {
            id: logs
            anchors.fill: parent
            active: root.hasPods && root.page === "logs"
            sourceComponent: LogPage {
                session: root.session
                kind: root.kind
                ns: root.ns
                name: root.name
                onTold: (ok, message) => root.told(ok, message)
            }
        }
        Loader {
            id: ports
            anchors.fill: parent
            active: root.hasPorts && root.page === "ports"
            sourceComponent: ForwardPage {
                session: root.session
                forwards: root.forwards
                kind: root.kind
                ns: root.ns
                name: root.name
            }
        }
        Loader {
            anchors.fill: parent
            active: root.hasMachine && root.page === "boot"
            sourceComponent: BootPage {
                session: root.session
                name: root.name
            }
        }
        Loader {
            id: shell
            anchors.fill: parent
            active: root.isPod && root.page === "shell"
            sourceComponent: ShellPage {
                onBegan: (traceId, title) => root.actions.began(traceId, title)
                session: root.session
                ns: root.ns
                pod: root.name
                containers: detail.containers
            }
        }
        Loader {
            anchors.fill: parent
            id: yaml
            active: root.page === "yaml"
            sourceComponent: YamlPage {
                session: root.session
                kind: root.kind
                ns: root.ns
                name: root.name
                yaml: detail.yaml
                onBegan: (traceId, title) => root.actions.began(traceId, title)
            }
        }
    }
}
