// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// The selected object, of any kind: facts, events, YAML, a description, and for a pod its logs and a shell; delete from here.
// kind, ns and name say which. v (events) and w (narrow or wide) are keys here; those of the other pages and of delete are the verbs'
// (Orrery.Views.Verbs). To add a page: an entry in `pages`, a Loader below.
Panel {
    id: root
    required property QtObject session
    required property Actions actions
    property string kind
    property string ns
    property string name
    property color hue: Theme.accent
    property bool wide: false
    property bool resizable: true
    signal closed()
    signal menuRequested(kind: string, ns: string, name: string)
    signal wideToggled()
    signal opened(kind: string, ns: string, name: string) ///< another object

    property PortForwards forwards: null ///< the window's
    signal told(ok: bool, message: string) ///< something is done or failed

    readonly property bool isPod: root.kind === "Pod"
    readonly property bool hasPods: ["Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Service"].includes(root.kind)
    readonly property bool hasPorts: root.hasPods && root.forwards !== null
    readonly property bool hasMachine: root.kind === "Node" || root.kind === "Machine"
    readonly property alias detail: detail
    readonly property alias events: events
    /// Keys are letters while somebody types.
    readonly property bool typing: (root.page === "shell" && shell.activeFocus) || (root.page === "logs" && logs.item !== null && logs.item["typing"]) || (root.page === "ports" && ports.item !== null && ports.item["typing"]) || (root.page === "yaml" && yaml.item !== null && yaml.item["editing"])
    property string page: "facts"
    readonly property var pages: [
        { id: "facts", title: qsTr("Facts"), symbol: "info", shown: true },
        { id: "events", title: qsTr("Events"), symbol: "activity", shown: true },
        { id: "logs", title: qsTr("Logs"), symbol: "logs", shown: root.hasPods },
        { id: "shell", title: qsTr("Shell"), symbol: "shell", shown: root.isPod },
        { id: "ports", title: qsTr("Ports"), symbol: "link", shown: root.hasPorts },
        { id: "boot", title: qsTr("Boot"), symbol: "power", shown: root.hasMachine },
        { id: "yaml", title: qsTr("YAML"), symbol: "yaml", shown: true },
        { id: "describe", title: qsTr("Describe"), symbol: "document", shown: true }
    ].filter(page => page.shown)

    function show(page: string): void {
        root.page = root.pages.some(each => each.id === page) ? page : "facts";
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
    onNameChanged: if (root.typing || !root.pages.some(page => page.id === root.page)) root.page = "facts"

    implicitWidth: Theme.inspectorWidth
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Inspector: %1 %2").arg(root.kind).arg(root.name)

    Shortcut { sequence: Shortcuts.keys.events; enabled: root.visible && !root.typing; onActivated: root.show("events") }
    Shortcut { sequence: Shortcuts.keys.wide; enabled: root.visible && root.resizable && !root.typing; onActivated: root.wideToggled() }

    ObjectDetail {
        id: detail
        session: root.session
        kind: root.kind
        ns: root.ns
        name: root.name
        covered: Theme.hidesSecrets
        onChanged: if (!detail.exists && root.visible) root.closed()
    }

    RelatedObjects {
        id: related
        detail: root.visible ? detail : null
    }
    EventList {
        id: events
        session: root.session
        subjects: root.visible && (root.page === "events" || root.page === "describe")
            ? [{ kind: root.kind, ns: root.ns, name: root.name }].concat(related.owned) : []
    }
    Usage {
        id: usage
        session: root.session
        kind: root.kind
        ns: root.ns
        name: root.name
        active: root.visible && root.page === "facts"
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
            anchors.right: tools.left
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
        Row {
            id: tools
            anchors.right: parent.right
            IconButton {
                objectName: "inspectorDelete"
                small: true
                symbol: "trash"
                text: qsTr("Delete")
                onClicked: root.askDelete()
            }
            IconButton {
                objectName: "inspectorMore"
                small: true
                symbol: "more"
                text: qsTr("All that can be done to it")
                onClicked: root.menuRequested(root.kind, root.ns, root.name)
            }
            IconButton {
                objectName: "inspectorWide"
                visible: root.resizable
                small: true
                symbol: root.wide ? "narrow" : "widen"
                text: root.wide ? qsTr("Narrow (w)") : qsTr("Wide (w)")
                onClicked: root.wideToggled()
            }
            IconButton {
                objectName: "inspectorClose"
                small: true
                symbol: "cross"
                text: qsTr("Close")
                onClicked: root.closed()
            }
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
            width: parent.width
            currentIndex: Math.max(0, root.pages.findIndex(page => page.id === root.page))
            Repeater {
                model: root.pages
                Tab { // where there is little room only the page that shows is named
                    id: entry
                    required property var modelData
                    readonly property bool named: root.width >= Theme.inspectorWidth * 1.5 || root.page === entry.modelData.id
                    objectName: "tab-" + entry.modelData.id
                    text: entry.named ? entry.modelData.title : ""
                    symbol: entry.modelData.symbol
                    Accessible.name: entry.modelData.title
                    onClicked: root.show(entry.modelData.id)
                    ToolTip {
                        visible: entry.hovered && !entry.named
                        text: entry.modelData.title
                    }
                }
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
            related: related
            usage: usage
            onOpened: (kind, ns, name) => root.opened(kind, ns, name)
        }
        Loader {
            anchors.fill: parent
            active: root.page === "events"
            sourceComponent: EventsPage {
                events: root.events
                onOpened: (kind, ns, name) => root.opened(kind, ns, name)
            }
        }
        Loader {
            anchors.fill: parent
            active: root.page === "describe"
            sourceComponent: DescribePage {
                text: detail.exists && events.count >= 0 ? detail.describe(events.text) : ""
            }
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
                detail: root.detail
                onBegan: (traceId, title) => root.actions.began(traceId, title)
            }
        }
    }
}
