// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// What goes on that takes long: each with its step and a way to end it.
Column {
    id: root
    required property var work ///< of Work
    spacing: Theme.sm
    Repeater {
        model: root.work
        Panel {
            id: one
            required property QtObject modelData
            readonly property Work job: one.modelData as Work
            visible: one.job !== null && one.job.step.length > 0
            width: Theme.px(340)
            height: visible ? Theme.control + Theme.lg : 0
            radius: Theme.radius
            color: Theme.popup
            Accessible.role: Accessible.AlertMessage
            Accessible.name: one.job ? one.job.title + ": " + one.job.step : ""
            Column {
                x: Theme.lg
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 2 * Theme.lg - end.width
                spacing: Theme.xxs
                Label {
                    width: parent.width
                    text: one.job ? one.job.title : ""
                    font: Theme.bodyStrong
                    elide: Text.ElideRight
                }
                Label {
                    width: parent.width
                    text: !one.job ? "" : one.job.cancelled ? qsTr("Ending it") : one.job.step
                    font: Theme.small
                    color: Theme.text2
                    elide: Text.ElideRight
                }
            }
            Button {
                id: end
                anchors.right: parent.right
                anchors.rightMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                visible: one.job !== null && one.job.cancellable
                enabled: one.job !== null && !one.job.cancelled
                small: true
                text: qsTr("Cancel")
                onClicked: one.job.cancel()
            }
        }
    }
}
