// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// The selected object: its facts, and for a pod its logs and a shell; delete from here.
// kind, ns and name say which; l, s, y and Ctrl+D are the keys of its tabs and of delete.
Panel {
    id: root
    required property QtObject session
    required property Actions actions
    property string kind
    property string ns
    property string name
    property color hue: Theme.accent
    signal closed()

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
        root.page = page;
        if (page === "shell" && shell.item)
            shell.item.forceActiveFocus();
        if (page === "logs" && logs.item)
            logs.item.forceActiveFocus();
    }
    function askDelete(): void {
        confirm.open();
    }
    onNameChanged: if (root.page !== "yaml" || root.typing) root.page = "facts"

    implicitWidth: Theme.inspectorWidth
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Inspector: %1 %2").arg(root.kind).arg(root.name)

    Shortcut { sequence: "p"; enabled: root.visible && root.hasPorts && !root.typing; onActivated: root.show("ports") }
    Shortcut { sequence: "l"; enabled: root.visible && root.hasPods && !root.typing; onActivated: root.show("logs") }
    Shortcut { sequence: "s"; enabled: root.visible && root.isPod && !root.typing; onActivated: root.show("shell") }
    Shortcut { sequence: "y"; enabled: root.visible && !root.typing; onActivated: root.show("yaml") }
    Shortcut { sequence: "Ctrl+D"; enabled: root.visible && !root.typing; onActivated: root.askDelete() }

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
            width: parent.width - remove.width - Theme.sm
            currentIndex: Math.max(0, ["facts", "logs", "shell", "ports", "boot", "yaml"].indexOf(root.page))
            Tab { text: qsTr("Facts"); symbol: "info"; onClicked: root.show("facts") }
            Tab { text: qsTr("Logs"); symbol: "logs"; visible: root.hasPods; width: visible ? implicitWidth : 0; onClicked: root.show("logs") }
            Tab { text: qsTr("Shell"); symbol: "shell"; visible: root.isPod; width: visible ? implicitWidth : 0; onClicked: root.show("shell") }
            Tab { symbol: "link"; Accessible.name: qsTr("Ports"); visible: root.hasPorts; width: visible ? implicitWidth : 0; onClicked: root.show("ports") }
            Tab { text: qsTr("Boot"); symbol: "power"; visible: root.hasMachine; width: visible ? implicitWidth : 0; onClicked: root.show("boot") }
            Tab { text: qsTr("YAML"); onClicked: root.show("yaml") }
        }
        IconButton {
            id: remove
            objectName: "inspectorDelete"
            anchors.right: parent.right
            symbol: "trash"
            text: qsTr("Delete")
            onClicked: root.askDelete()
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

    ConfirmSheet {
        id: confirm
        title: qsTr("Delete %1?").arg(root.name)
        question: root.isPod ? qsTr("The pod gets its grace period to stop. If a workload owns it, that replaces it.")
            : root.kind === "Node" || root.kind === "Machine" ? qsTr("The machine is switched off and its disk is removed. Its pods start again elsewhere.")
            : qsTr("What it owns goes with it.")
        command: root.actions.kubectl("delete", root.kind, root.ns, root.name)
        onAccepted: {
            if (root.kind === "Node")
                root.actions.removeMachine(root.name);
            else
                root.actions.remove(root.kind, root.ns, root.name);
        }
    }
}
