// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Desired against actual, one row a workload.
Rectangle {
    id: root
    required property rect place
    required property real zoom
    required property point origin
    property var workloads: []
    signal activated(id: string)
    readonly property int rows: Math.max(1, Math.floor((root.height - Theme.lg) / (Theme.px(26) + Theme.lg)))
    readonly property var shown: root.workloads.slice(0, root.workloads.length > root.rows ? root.rows - 1 : root.rows)
    visible: root.place.width > 0 && root.workloads.length > 0
    x: root.place.x * root.zoom + root.origin.x
    y: root.place.y * root.zoom + root.origin.y
    width: root.place.width
    height: root.place.height
    transformOrigin: Item.TopLeft
    scale: root.zoom
    radius: Theme.radiusCard
    antialiasing: true
    color: Theme.card
    border.color: Theme.cardLine
    Column {
        x: Theme.lg + Theme.xs
        y: Theme.lg + Theme.xxs
        width: parent.width - 2 * x
        spacing: Theme.md + Theme.xs
        Repeater {
            model: root.shown
            Item {
                id: row
                required property var modelData
                readonly property color hue: Theme.hue(modelData.hue)
                width: parent.width
                height: Theme.px(26)
                Accessible.role: Accessible.Button
                Accessible.name: qsTr("%1: %2 of %3 ready").arg(row.modelData.name).arg(row.modelData.have).arg(row.modelData.want)
                Accessible.onPressAction: root.activated(row.modelData.id)
                Rectangle {
                    id: mark
                    anchors.verticalCenter: name.verticalCenter
                    width: Theme.iconSmall - Theme.xxs
                    height: width
                    radius: width / 2
                    antialiasing: true
                    color: Theme.soft(row.hue)
                    border.color: row.hue
                    border.width: Theme.line
                }
                Label {
                    id: name
                    anchors.left: mark.right
                    anchors.leftMargin: Theme.sm
                    anchors.right: count.left
                    anchors.rightMargin: Theme.sm
                    text: row.modelData.name
                    font: Theme.label
                    elide: Text.ElideMiddle
                    Accessible.ignored: true
                }
                Label {
                    id: count
                    anchors.right: parent.right
                    anchors.verticalCenter: name.verticalCenter
                    text: row.modelData.have + " / " + row.modelData.want
                    color: row.modelData.have < row.modelData.want ? Theme.warn : Theme.text2
                    Accessible.ignored: true
                }
                ProgressBar {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    hue: row.hue
                    value: row.modelData.want > 0 ? Math.min(1, row.modelData.have / row.modelData.want) : 0
                    Accessible.ignored: true
                }
                TapHandler { onTapped: root.activated(row.modelData.id) }
            }
        }
        Label {
            visible: root.shown.length < root.workloads.length
            text: qsTr("and %Ln more", "", root.workloads.length - root.shown.length)
            font: Theme.small
            color: Theme.text3
        }
    }
}
