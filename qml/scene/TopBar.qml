// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Which cluster, how it is, how much is in it; find, present, deploy.
Rectangle {
    id: root
    property string clusterName
    property var trail: [] ///< where on the map, below the cluster: [{id, title, here}]
    property string lostReason
    property bool loaded: true
    property int nodes: 0
    property int pods: 0
    property int services: 0
    property int unhealthy: 0
    property string filter ///< narrows the window while it is not empty
    property bool switchable: false ///< there are other clusters to go to
    property alias extras: extras.data ///< what else the window has to show here
    signal filterCleared
    signal findRequested
    signal crumbPicked(id: string) ///< empty: the cluster
    signal switcherRequested(at: Item)
    signal deployRequested
    signal applyRequested

    implicitHeight: Theme.barHeight
    color: Theme.bar
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Cluster")
    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hair
    }
    Breadcrumb {
        id: crumbs
        x: Theme.xl - Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        clusterName: root.clusterName
        trail: root.trail
        room: Math.max(Theme.px(120), tools.x - x - facts.width - Theme.lg - Theme.xl)
        onPicked: id => root.crumbPicked(id)
    }
    Row {
        id: facts
        anchors.left: crumbs.right
        anchors.leftMargin: Theme.lg
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.sm + Theme.xxs
        IconButton {
            id: switcher
            objectName: "switcher"
            visible: root.switchable
            anchors.verticalCenter: parent.verticalCenter
            small: true
            symbol: "chevron-down"
            text: qsTr("Other clusters (Ctrl+O)")
            onClicked: root.switcherRequested(switcher)
        }
        Badge {
            id: health
            objectName: "health"
            anchors.verticalCenter: parent.verticalCenter
            level: root.lostReason.length > 0 ? Badge.Bad : !root.loaded ? Badge.Busy : root.unhealthy > 0 ? Badge.Warn : Badge.Ok
            text: root.lostReason.length > 0 ? qsTr("Disconnected") : !root.loaded ? qsTr("Connecting") : root.unhealthy > 0 ? qsTr("%Ln unhealthy", "", root.unhealthy) : qsTr("Healthy")
        }
        component Count: Row {
            id: count
            property string text
            visible: root.width > Theme.px(root.trail.length > 1 ? 1300 : 1000) && !Theme.present
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.sm + Theme.xxs
            Label {
                text: "·"
                color: Theme.text3
                Accessible.ignored: true
            }
            Label {
                text: count.text
                color: Theme.text2
            }
        }
        Count { text: qsTr("%Ln node(s)", "", root.nodes) }
        Count { text: qsTr("%Ln pod(s)", "", root.pods) }
        Count { text: qsTr("%Ln service(s)", "", root.services) }
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: Theme.xl
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.sm + Theme.xxs
        Tag {
            objectName: "filterTag"
            visible: root.filter.length > 0
            anchors.verticalCenter: parent.verticalCenter
            symbol: "filter"
            text: root.filter
            hint: qsTr("Show everything again")
            onRemoved: root.filterCleared()
        }
        FindField {
            objectName: "find"
            anchors.verticalCenter: parent.verticalCenter
            keys: Shortcuts.labels.find
            width: root.width > Theme.px(1100) && !Theme.present ? implicitWidth : Theme.px(170)
            onClicked: root.findRequested()
        }
        Row {
            id: extras
            spacing: parent.spacing
        }
        Button {
            objectName: "present"
            symbol: "present"
            text: qsTr("Present")
            hint: qsTr("Larger type, for a projector")
            checked: Theme.present
            onClicked: Preferences.present = !Preferences.present
        }
        IconButton {
            objectName: "apply"
            visible: !Theme.present
            symbol: "yaml"
            text: qsTr("Apply YAML (%1)").arg(Shortcuts.labels.apply)
            onClicked: root.applyRequested()
        }
        Button {
            objectName: "deploy"
            symbol: "deploy"
            kind: Button.Primary
            text: qsTr("Deploy")
            onClicked: root.deployRequested()
        }
    }
}
