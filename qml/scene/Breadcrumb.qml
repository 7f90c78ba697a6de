// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// Where one is: the cluster, a node, a pod. Each goes there; where there is not room for all of it, every one gives way.
Row {
    id: root
    required property string clusterName
    property var trail: [] ///< below the cluster: [{id, title, here}]
    property real room: Infinity
    signal picked(id: string) ///< empty: the cluster

    readonly property var crumbs: [{ id: "", title: root.clusterName, here: root.trail.every(crumb => !crumb.here) }, ...root.trail]
    readonly property real separators: (root.crumbs.length - 1) * (metrics.advanceWidth("/") + 2 * root.spacing)
    readonly property real wanted: root.crumbs.reduce((sum, crumb) => sum + root.widthOf(crumb.title), 0)
    readonly property real share: Math.min(1, Math.max(0, root.room - root.separators) / Math.max(1, root.wanted))
    function widthOf(title: string): real {
        return Math.ceil(metrics.advanceWidth(title)) + 2 * Theme.xs;
    }
    spacing: Theme.xs
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Where you are")
    FontMetrics {
        id: metrics
        font: Theme.nameLarge
    }
    Repeater {
        model: root.crumbs
        Row {
            id: crumb
            required property var modelData
            required property int index
            spacing: root.spacing
            Label {
                visible: crumb.index > 0
                anchors.verticalCenter: parent.verticalCenter
                text: "/"
                font: Theme.nameLarge
                color: Theme.text3
                Accessible.ignored: true
            }
            T.AbstractButton {
                id: button
                objectName: "crumb" + crumb.index
                text: crumb.modelData.title
                width: Math.floor(root.widthOf(text) * root.share)
                implicitHeight: Theme.controlSmall
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.Button
                Accessible.name: button.text
                Accessible.description: crumb.modelData.here ? qsTr("You are here") : ""
                Accessible.onPressAction: button.clicked()
                Keys.onReturnPressed: button.clicked()
                Keys.onEnterPressed: button.clicked()
                onClicked: root.picked(crumb.modelData.id)
                background: Rectangle {
                    radius: Theme.radiusSmall
                    color: button.down ? Theme.press : button.hovered ? Theme.hover : "transparent"
                    FocusRing { control: button; shown: button.visualFocus; radius: parent.radius + Theme.xs }
                }
                contentItem: Label {
                    leftPadding: Theme.xs
                    rightPadding: Theme.xs
                    verticalAlignment: Text.AlignVCenter
                    text: button.text
                    font: Theme.nameLarge
                    color: crumb.index === root.crumbs.length - 1 || crumb.modelData.here ? Theme.text : Theme.text2
                    elide: Text.ElideMiddle
                    Accessible.ignored: true
                }
                ToolTip {
                    visible: button.hovered && root.share < 1
                    text: button.text
                }
            }
        }
    }
}
