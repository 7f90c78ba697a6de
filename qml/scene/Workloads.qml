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
    signal scaleRequested(ns: string, name: string, delta: int)
    readonly property int rows: Math.max(1, Math.floor((root.place.height - Theme.lg) / (Theme.px(26) + Theme.lg)))
    readonly property var shown: root.workloads.slice(0, root.workloads.length > root.rows ? root.rows - 1 : root.rows)
    visible: root.place.width > 0 && root.workloads.length > 0
    x: root.place.x * root.zoom + root.origin.x
    y: root.place.y * root.zoom + root.origin.y
    width: root.place.width * root.zoom
    height: root.place.height * root.zoom
    radius: Theme.radiusCard * Math.min(1, root.zoom)
    antialiasing: true
    color: Theme.card
    border.color: Theme.cardLine
    Column {
        x: (Theme.lg + Theme.xs) * root.zoom
        y: (Theme.lg + Theme.xxs) * root.zoom
        width: root.place.width - 2 * (Theme.lg + Theme.xs)
        transformOrigin: Item.TopLeft
        scale: root.zoom
        spacing: Theme.md + Theme.xs
        Repeater {
            model: root.shown
            Item {
                id: row
                objectName: "workload-" + row.modelData.id
                required property var modelData
                readonly property color hue: Theme.hue(modelData.hue)
                width: parent.width
                height: Theme.px(26)
                // The wheel zooms the map, too: it scales only once the pointer has come to stay, and the row says so.
                readonly property bool scales: ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"].includes(row.modelData.kind)
                readonly property bool scalable: row.scales && (row.activeFocus || rested.triggered && hover.hovered)
                function ask(delta: int): void {
                    if (!row.scales)
                        return;
                    const at = row.modelData.id.indexOf("/");
                    root.scaleRequested(row.modelData.id.slice(0, at), row.modelData.id.slice(at + 1), delta);
                }
                activeFocusOnTab: true
                Keys.onPressed: event => {
                    event.accepted = true;
                    if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
                        row.ask(1);
                    else if (event.key === Qt.Key_Minus)
                        row.ask(-1);
                    else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_Space)
                        root.activated(row.modelData.id);
                    else
                        event.accepted = false;
                }
                Accessible.focusable: true
                Accessible.description: row.scales ? qsTr("Plus and minus scale it") : ""
                Accessible.onIncreaseAction: row.ask(1)
                Accessible.onDecreaseAction: row.ask(-1)
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
                    text: (row.scalable ? "± " : "") + row.modelData.have + " / " + row.modelData.want
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
                HoverHandler {
                    id: hover
                    onHoveredChanged: {
                        rested.triggered = false;
                        hover.hovered ? rested.restart() : rested.stop();
                    }
                }
                Timer {
                    id: rested
                    property bool triggered: false
                    interval: Theme.toolTipDelay
                    onTriggered: rested.triggered = true
                }
                WheelHandler {
                    property real turned: 0 ///< a touchpad turns in small parts
                    enabled: row.scalable
                    onWheel: event => {
                        turned += event.angleDelta.y / 120;
                        const whole = Math.trunc(turned);
                        turned -= whole;
                        if (whole !== 0)
                            row.ask(whole);
                    }
                }
                FocusRing { control: row; shown: row.activeFocus }
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
