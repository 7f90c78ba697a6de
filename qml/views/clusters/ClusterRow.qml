// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One cluster that can be opened: its name, where it is, how it is, and what can be done with it.
Panel {
    id: root
    required property var cluster ///< an entry of Clusters.known
    property bool current: false
    property bool busy: false
    signal openRequested
    signal stopRequested
    signal menuRequested(at: Item)

    readonly property bool embedded: root.cluster.embedded
    readonly property string where: root.embedded
        ? [root.cluster.port > 0 ? "127.0.0.1:" + root.cluster.port : "", root.cluster.size, root.cluster.version].filter(part => part.length > 0).join("  ·  ")
        : [root.cluster.server, root.cluster.user].filter(part => part.length > 0).join("  ·  ")
    readonly property string stateText: root.cluster.problem.length > 0 ? qsTr("Cannot be read")
        : !root.embedded ? (root.cluster.open >= 0 ? qsTr("Open") : root.cluster.current ? qsTr("kubectl's current one") : "")
        : root.cluster.here ? qsTr("Runs here") : root.cluster.elsewhere ? qsTr("Runs in the background") : qsTr("Stopped")
    readonly property int level: root.cluster.problem.length > 0 ? Badge.Bad : root.embedded ? (root.cluster.running ? Badge.Ok : Badge.Off) : root.cluster.open >= 0 ? Badge.Ok : Badge.Off

    implicitHeight: Theme.iconHuge + 2 * Theme.md
    radius: Theme.radius
    border.color: root.current ? Theme.focus : Theme.cardLine
    border.width: root.current ? Theme.line : Theme.hair
    Accessible.role: Accessible.ListItem
    Accessible.name: [root.cluster.name, root.stateText, root.where].filter(part => part.length > 0).join(", ")
    Accessible.onPressAction: root.openRequested()
    TapHandler { onDoubleTapped: root.openRequested() }
    Icon {
        id: mark
        x: Theme.lg
        anchors.verticalCenter: parent.verticalCenter
        name: root.embedded ? "machine" : "globe"
        size: Theme.iconLarge
        color: root.embedded && root.cluster.running ? Theme.accent : Theme.text2
    }
    Column {
        anchors.left: mark.right
        anchors.leftMargin: Theme.lg
        anchors.right: buttons.left
        anchors.rightMargin: Theme.md
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.xs
        Row {
            spacing: Theme.md
            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: root.cluster.name
                font: Theme.name
            }
            Badge {
                visible: root.stateText.length > 0
                anchors.verticalCenter: parent.verticalCenter
                level: root.level
                text: root.stateText
            }
            Badge {
                visible: root.cluster.insecure
                anchors.verticalCenter: parent.verticalCenter
                level: Badge.Warn
                text: qsTr("Does not check who the server is")
            }
        }
        MonoLabel {
            width: parent.width
            text: root.cluster.problem.length > 0 ? root.cluster.problem : root.where.length > 0 ? root.where : root.cluster.place
            color: root.cluster.problem.length > 0 ? Theme.bad : Theme.text3
            elide: Text.ElideMiddle
        }
    }
    Row {
        id: buttons
        anchors.right: parent.right
        anchors.rightMargin: Theme.md
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.sm
        Button {
            objectName: "stop-" + root.cluster.name
            visible: root.embedded && root.cluster.running
            enabled: !root.busy
            small: true
            symbol: "power"
            text: qsTr("Stop")
            hint: qsTr("Ends its control plane. Objects, keys and virtual machines stay.")
            onClicked: root.stopRequested()
        }
        Button {
            objectName: "open-" + root.cluster.name
            enabled: !root.busy && root.cluster.problem.length === 0
            small: true
            kind: root.current ? Button.Primary : Button.Quiet
            symbol: root.embedded && !root.cluster.running ? "play" : "map"
            text: root.embedded && !root.cluster.running ? qsTr("Start") : qsTr("Open")
            onClicked: root.openRequested()
        }
        IconButton {
            id: more
            objectName: "more-" + root.cluster.name
            visible: root.embedded || root.cluster.opened
            small: true
            symbol: "more"
            text: qsTr("More about %1").arg(root.cluster.name)
            onClicked: root.menuRequested(more)
        }
    }
}
