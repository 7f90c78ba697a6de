// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What the map knows of the thing under the pointer.
Rectangle {
    id: root
    required property var facts ///< MapView.facts
    readonly property string kind: root.facts.kind || ""
    readonly property bool bad: ["failed", "notReady"].includes(root.facts.state || "")
    readonly property var kinds: ({ pod: qsTr("Pod"), node: qsTr("Node"), service: qsTr("Service"), part: qsTr("Control plane") })
    readonly property var roles: ({
        you: qsTr("kubectl and this window: what you ask for starts here"), apiserver: qsTr("The only door: everyone reads and changes the cluster through it"),
        scheduler: qsTr("Chooses a node for each new pod"), controllers: qsTr("Compare what should be with what is, and act on the difference"),
        store: qsTr("Remembers every object, and gives each change a number"), browser: qsTr("Comes from outside through a NodePort or LoadBalancer")
    })
    // A fact a line; empty ones are left out.
    readonly property var lines: {
        const f = root.facts;
        const all = root.kind === "pod" ? [[qsTr("Namespace"), f.ns], [qsTr("IP"), f.ip], [qsTr("Node"), f.node], [qsTr("Image"), (f.images || []).join(", ")], [qsTr("Restarts"), f.restarts > 0 ? String(f.restarts) : ""]]
            : root.kind === "node" ? [[qsTr("IP"), f.ip], [qsTr("Pod CIDR"), f.podCidr], [qsTr("Pods"), String(f.pods)], [qsTr("CPU requested"), qsTr("%1%").arg(Math.round(f.cpu * 100))], [qsTr("Memory requested"), qsTr("%1%").arg(Math.round(f.memory * 100))]]
            : root.kind === "service" ? [[qsTr("Namespace"), f.ns], [qsTr("Type"), f.type], [qsTr("IP"), f.ip], [qsTr("Ports"), f.ports], [qsTr("Endpoints"), String(f.pods)]] : [];
        return all.filter(line => line[1] !== undefined && line[1].length > 0);
    }
    implicitWidth: Math.min(Theme.px(320), content.implicitWidth + 2 * Theme.md)
    implicitHeight: content.implicitHeight + 2 * Theme.md
    radius: Theme.radius
    color: Theme.popup
    border.color: Theme.cardLine
    Column {
        id: content
        x: Theme.md
        y: Theme.md
        spacing: Theme.xs
        Label {
            text: root.kinds[root.kind] || ""
            font: Theme.caption
            color: Theme.text3
        }
        Label {
            width: Math.min(implicitWidth, Theme.px(296))
            text: root.facts.title || root.facts.name || ""
            font: Theme.name
            elide: Text.ElideMiddle
        }
        Badge {
            visible: text.length > 0
            level: root.bad ? Badge.Bad : root.facts.state === "pending" || root.facts.state === "booting" ? Badge.Busy : root.facts.state === "running" || root.facts.state === "ready" ? Badge.Ok : Badge.Off
            text: [root.facts.word || "", root.facts.detail || ""].filter(word => word.length > 0).join(" · ")
        }
        Label {
            visible: root.kind === "part"
            width: Theme.px(240)
            text: root.roles[root.facts.name] || ""
            font: Theme.small
            color: Theme.text2
            wrapMode: Text.Wrap
        }
        Repeater {
            model: root.lines
            Row {
                id: line
                required property var modelData
                spacing: Theme.sm
                Label {
                    width: Theme.px(112)
                    text: line.modelData[0]
                    font: Theme.small
                    color: Theme.text3
                }
                MonoLabel {
                    width: Math.min(implicitWidth, Theme.px(176))
                    text: line.modelData[1]
                    elide: Text.ElideMiddle
                }
            }
        }
    }
}
