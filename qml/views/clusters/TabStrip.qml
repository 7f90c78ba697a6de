// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// The clusters that are open, in their order: a click goes there, a drag or Shift+arrow moves, the cross or the middle button closes.
Rectangle {
    id: root
    required property Clusters clusters
    property bool front: true ///< the current cluster is what shows
    signal picked(index: int)
    signal closed(index: int)
    signal moved(from: int, to: int)
    signal listRequested

    implicitHeight: Theme.control + Theme.xs
    color: Theme.rail
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Open clusters")
    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hair
    }
    ListView {
        id: list
        objectName: "tabList"
        x: Theme.sm
        width: Math.min(contentWidth, parent.width - all.width - 2 * Theme.sm)
        height: parent.height
        orientation: ListView.Horizontal
        spacing: Theme.xs
        clip: contentWidth > width
        boundsBehavior: Flickable.StopAtBounds
        currentIndex: root.clusters.current
        model: root.clusters.tabs
        moveDisplaced: Transition { NumberAnimation { properties: "x"; duration: Theme.fast } }
        delegate: T.AbstractButton {
            id: one
            required property QtObject tab
            required property int index
            readonly property ClusterTab cluster: one.tab as ClusterTab
            readonly property bool lost: one.cluster.session ? one.cluster.session["lostReason"].length > 0 : false
            readonly property int level: one.lost || one.cluster.problem.length > 0 ? Badge.Bad : one.cluster.state === ClusterTab.Open ? Badge.Ok
                : one.cluster.state === ClusterTab.Closed ? Badge.Off : Badge.Busy
            readonly property string stateText: one.lost ? qsTr("disconnected") : one.cluster.problem.length > 0 ? qsTr("failed") : one.cluster.state === ClusterTab.Open ? qsTr("connected")
                : one.cluster.state === ClusterTab.Closed ? qsTr("not open") : one.cluster.step
            objectName: "tab-" + one.index
            y: Theme.xxs
            height: list.height - Theme.xs
            width: Math.min(Theme.px(240), content.implicitWidth + 2 * Theme.md + cross.width)
            checked: root.front && root.clusters.current === one.index
            hoverEnabled: true
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.PageTab
            Accessible.name: one.cluster.name + ", " + one.stateText
            Accessible.selected: one.checked
            Accessible.onPressAction: one.clicked()
            onClicked: root.picked(one.index)
            Keys.onReturnPressed: one.clicked()
            Keys.onDeletePressed: root.closed(one.index)
            Keys.onPressed: event => {
                const step = event.key === Qt.Key_Left ? -1 : event.key === Qt.Key_Right ? 1 : 0;
                if (step === 0 || !(event.modifiers & Qt.ShiftModifier))
                    return;
                root.moved(one.index, one.index + step);
                event.accepted = true;
            }
            background: Rectangle {
                radius: Theme.radiusSmall
                antialiasing: true
                color: one.checked ? Theme.accentSoft : one.hovered ? Theme.hover : "transparent"
                FocusRing { control: one; shown: one.visualFocus; radius: Theme.radiusSmall }
            }
            contentItem: Item {
                Row {
                    id: content
                    x: Theme.md
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Theme.sm
                    Badge {
                        anchors.verticalCenter: parent.verticalCenter
                        level: one.level
                    }
                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, Theme.px(160))
                        elide: Text.ElideMiddle
                        text: one.cluster.name
                        font: one.checked ? Theme.bodyStrong : Theme.body
                        color: one.checked ? Theme.accent : Theme.text2
                    }
                }
                IconButton {
                    id: cross
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    implicitWidth: Theme.controlSmall - Theme.xs
                    small: true
                    focusPolicy: Qt.NoFocus
                    visible: one.hovered || one.checked || one.activeFocus
                    symbol: "cross"
                    text: qsTr("Close the tab of %1 (Ctrl+W)").arg(one.cluster.name)
                    onClicked: root.closed(one.index)
                }
            }
            TapHandler {
                acceptedButtons: Qt.MiddleButton
                onTapped: root.closed(one.index)
            }
            DragHandler {
                target: null
                yAxis.enabled: false
                onCentroidChanged: {
                    if (!active)
                        return;
                    const at = list.indexAt(one.x + centroid.position.x, list.height / 2);
                    if (at >= 0 && at !== one.index)
                        root.moved(one.index, at);
                }
            }
        }
    }
    IconButton {
        id: all
        objectName: "allClusters"
        x: list.x + list.width + Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        small: true
        symbol: "plus"
        checked: !root.front
        text: qsTr("All clusters (Ctrl+O)")
        onClicked: root.listRequested()
    }
}
