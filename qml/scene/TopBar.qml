// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
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
    property var findResults: []
    property alias findText: find.text
    property alias extras: extras.data ///< what else the window has to show here
    signal crumbPicked(id: string) ///< empty: the cluster
    signal findChanged(text: string)
    signal found(hit: var)
    signal deployRequested
    signal applyRequested

    function focusFind(): void {
        find.forceActiveFocus(Qt.ShortcutFocusReason);
        find.selectAll();
    }

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
            visible: root.width > Theme.px(root.trail.length > 1 ? 1300 : 1000)
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
        SearchField {
            id: find
            objectName: "find"
            placeholderText: qsTr("Find a pod, IP or service")
            shortcut: "Ctrl K"
            onTextChanged: root.findChanged(text)
            Keys.onDownPressed: results.currentIndex = Math.min(results.count - 1, results.currentIndex + 1)
            Keys.onUpPressed: results.currentIndex = Math.max(0, results.currentIndex - 1)
            onAccepted: {
                if (results.count > 0)
                    root.choose(root.findResults[Math.max(0, results.currentIndex)]);
            }
            T.Popup {
                y: find.height + Theme.xs
                width: Math.max(find.width, Theme.px(380))
                x: find.width - width
                height: Math.min(results.contentHeight, Theme.control * 8) + 2 * Theme.xs
                padding: Theme.xs
                visible: find.activeFocus && find.text.length > 0
                closePolicy: T.Popup.NoAutoClose
                background: Rectangle {
                    radius: Theme.radius
                    color: Theme.popup
                    border.color: Theme.cardLine
                }
                contentItem: ListView {
                    id: results
                    clip: true
                    model: root.findResults
                    currentIndex: 0
                    delegate: Rectangle {
                        id: hit
                        required property var modelData
                        required property int index
                        width: ListView.view ? ListView.view.width : 0
                        height: Theme.control
                        radius: Theme.radius - Theme.xs
                        color: ListView.isCurrentItem ? Theme.hover : "transparent"
                        Accessible.role: Accessible.ListItem
                        Accessible.name: hit.modelData.kind + " " + hit.modelData.name
                        Row {
                            x: Theme.md
                            anchors.verticalCenter: parent.verticalCenter
                            spacing: Theme.sm
                            Icon {
                                anchors.verticalCenter: parent.verticalCenter
                                size: Theme.iconSmall
                                name: hit.modelData.kind.toLowerCase()
                                color: Theme.text2
                            }
                            Label {
                                text: hit.modelData.name
                                font: Theme.name
                            }
                            MonoLabel {
                                anchors.verticalCenter: parent.verticalCenter
                                text: hit.modelData.detail
                                color: Theme.text3
                            }
                        }
                        TapHandler { onTapped: root.choose(hit.modelData) }
                    }
                    Label {
                        visible: results.count === 0
                        x: Theme.md
                        height: Theme.control
                        text: qsTr("Nothing of that name or address")
                        color: Theme.text3
                    }
                }
            }
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
            symbol: "yaml"
            text: qsTr("Apply YAML (Ctrl+Shift+N)")
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
    function choose(hit: var): void {
        find.clear();
        root.found(hit);
    }
}
