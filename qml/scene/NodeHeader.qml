// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What a node's card says: name, addresses, state, boot phases; and the words in its hub. Over the map's drawing.
Item {
    id: root
    required property rect box
    required property var info
    required property real zoom
    required property point origin
    readonly property real hubX: info.hub.x * zoom + origin.x - box.x
    readonly property real hubY: info.hub.y * zoom + origin.y - box.y
    signal opened
    signal menuRequested

    readonly property bool large: root.zoom > 1.5
    readonly property bool ready: info.state === "ready"
    readonly property bool full: info.podRoom > 0 && info.pods >= info.podRoom
    readonly property var pressureWords: ({
        MemoryPressure: qsTr("Memory is short"), DiskPressure: qsTr("Disk is short"), PIDPressure: qsTr("Too many processes"), NetworkUnavailable: qsTr("No network")
    })
    // What a ready node has to say for itself, in words beside a mark.
    readonly property string warning: {
        const parts = info.pressures.map(name => root.pressureWords[name] || name);
        if (info.cordoned)
            parts.unshift(qsTr("Cordoned"));
        if (root.full)
            parts.push(qsTr("Full"));
        return parts.join(", ");
    }
    readonly property var words: ({
        ready: qsTr("Ready"), booting: qsTr("Starting"), notReady: qsTr("Not ready"), off: qsTr("Powered off"), failed: qsTr("Failed"), leaving: qsTr("Being removed")
    })
    x: box.x
    y: box.y
    width: box.width
    height: box.height
    opacity: (1 - info.faded) * (1 - info.depth)
    visible: opacity > 0
    Accessible.ignored: true // the map itself tells of its things

    Row {
        x: root.large ? Theme.xl : Theme.lg + Theme.xs
        y: root.large ? Theme.xl : Theme.lg
        spacing: root.large ? Theme.md : Theme.sm + Theme.xxs
        Rectangle {
            width: root.large ? 46 : 34
            height: width
            radius: root.large ? Theme.radius : Theme.radius - Theme.xxs
            color: Theme.hover
            Icon {
                anchors.centerIn: parent
                name: "node"
                size: root.large ? 24 : 18
                color: Theme.text2
            }
            TapHandler { onTapped: root.opened() }
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            Row {
                spacing: Theme.sm
                Label {
                    text: root.info.name
                    font: root.large ? Theme.heading : Theme.title
                    width: Math.min(implicitWidth, root.width * 0.5)
                    elide: Text.ElideMiddle
                    Accessible.ignored: true
                }
                Badge {
                    anchors.verticalCenter: parent.verticalCenter
                    level: root.ready ? (root.warning.length > 0 ? Badge.Warn : Badge.Ok) : root.info.state === "booting" ? Badge.Busy : root.info.state === "off" || root.info.state === "leaving" ? Badge.Off : Badge.Bad
                    text: root.ready ? "" : root.words[root.info.state]
                }
            }
            MonoLabel {
                text: root.info.ip.length > 0 ? root.info.ip : qsTr("no address yet")
                font: root.large ? Theme.monoLarge : Theme.monoSmall
                Accessible.ignored: true
            }
        }
    }
    Column {
        visible: root.width > Theme.px(300)
        anchors.right: parent.right
        anchors.rightMargin: root.large ? Theme.xl : Theme.lg + Theme.xs
        y: root.large ? Theme.xl : Theme.lg + Theme.xxs
        spacing: Theme.xxs
        Label {
            anchors.right: parent.right
            visible: root.info.state !== "booting"
            text: root.info.podRoom > 0 ? qsTr("%1 of %2 pods").arg(root.info.pods).arg(root.info.podRoom) : qsTr("%Ln pod(s)", "", root.info.pods)
            font: root.large ? Theme.label : Theme.bodyMedium
            color: Theme.text2
            Accessible.ignored: true
        }
        MonoLabel {
            anchors.right: parent.right
            text: root.info.podCidr
            font: root.large ? Theme.monoSmall : Theme.monoTiny
            color: Theme.text3
            Accessible.ignored: true
        }
    }
    // what is wrong, in the lower corners, where neither rings nor lanes come
    Badge {
        visible: root.ready && root.warning.length > 0
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.md
        level: Badge.Warn
        text: root.warning
    }
    Badge {
        visible: root.info.unhealthy > 0
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.md
        level: Badge.Bad
        text: qsTr("%Ln unhealthy", "", root.info.unhealthy)
    }
    // in the hub
    Column {
        visible: root.info.hubRadius * root.zoom >= Theme.px(30) && (root.ready || root.info.state === "leaving")
        x: root.hubX - width / 2
        y: root.hubY - height / 2
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            text: qsTr("kubelet")
            font: root.large ? Theme.title : root.info.hubRadius * root.zoom > Theme.px(34) ? Theme.smallStrong : Theme.tiny
            Accessible.ignored: true
        }
        Label {
            anchors.horizontalCenter: parent.horizontalCenter
            text: root.info.cpu > 0 ? qsTr("%1% cpu").arg(Math.round(root.info.cpu * 100)) : qsTr("%Ln pod(s)", "", root.info.pods)
            font: root.large ? Theme.body : Theme.tiny
            color: root.large ? Theme.accent : Theme.text2
            Accessible.name: qsTr("%1 percent of the CPU requested").arg(Math.round(root.info.cpu * 100))
        }
        Label {
            visible: root.large && root.info.memory > 0
            anchors.horizontalCenter: parent.horizontalCenter
            text: qsTr("%1% memory").arg(Math.round(root.info.memory * 100))
            font: Theme.body
            color: Theme.text2
        }
    }
    Icon { // what is wrong, as a shape in the hub
        visible: !root.ready && root.info.state !== "leaving"
        x: root.hubX - width / 2
        y: root.hubY - height / 2
        size: Math.min(Theme.iconHuge, root.info.hubRadius * root.zoom * 0.9)
        name: root.info.state === "booting" ? "power" : root.info.state === "off" ? "power" : "disconnected"
        color: root.info.state === "booting" ? Theme.warn : root.info.state === "off" ? Theme.text3 : Theme.bad
    }
    // a Machine on its way
    Column {
        visible: root.info.phases.length > 0
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.lg
        width: parent.width - 2 * Theme.lg
        spacing: Theme.sm
        ProgressSteps {
            id: steps
            anchors.horizontalCenter: parent.horizontalCenter
            readonly property var titles: ({ Provisioned: qsTr("Disk"), Booted: qsTr("Boot"), AgentConnected: qsTr("Agent"), Ready: qsTr("Ready") })
            stepWidth: Math.min(Theme.px(84), parent.width / Math.max(1, root.info.phases.length))
            steps: root.info.phases.map(phase => ({ title: steps.titles[phase.title] || phase.title, state: phase.state }))
        }
        Label {
            visible: text.length > 0
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.info.detail
            font: Theme.small
            color: root.info.state === "failed" ? Theme.bad : Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }
    Label { // why, where there are no phases
        visible: root.info.phases.length === 0 && !root.ready && root.info.detail.length > 0
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.md
        width: Math.min(implicitWidth, parent.width - 2 * Theme.lg)
        text: root.info.detail
        font: Theme.small
        color: root.info.state === "notReady" || root.info.state === "failed" ? Theme.bad : Theme.text2
        elide: Text.ElideRight
    }
}
