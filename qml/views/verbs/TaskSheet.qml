// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Work that takes a while, object by object. It goes on when this is closed, and ends when it is stopped.
Sheet {
    id: root
    required property Task task
    title: root.task ? root.task.title : ""
    subtitle: root.task ? root.task.step : ""

    Column {
        width: parent.width
        spacing: Theme.md
        ProgressBar {
            width: parent.width
            value: root.task && root.task.total > 0 ? root.task.done / root.task.total : 0
            hue: root.task && root.task.failed > 0 ? Theme.bad : Theme.accent
            Accessible.name: root.title
        }
        ListView {
            id: list
            objectName: "taskItems"
            width: parent.width
            height: Math.min(contentHeight, Theme.px(320))
            clip: true
            model: root.task
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            Accessible.role: Accessible.List
            Accessible.name: root.title
            delegate: Item {
                id: item
                required property string name
                required property int state
                required property string message
                readonly property bool waits: item.state === Task.Waiting
                readonly property bool failed: item.state === Task.Failed
                width: list.width
                height: Math.max(Theme.controlSmall, told.implicitHeight + Theme.sm)
                Accessible.role: Accessible.ListItem
                Accessible.name: item.name + ": " + told.text
                Icon {
                    id: mark
                    anchors.verticalCenter: parent.verticalCenter
                    name: ["more", "play", "clock", "check", "minus", "error"][item.state]
                    size: Theme.iconSmall
                    color: [Theme.text3, Theme.accent, Theme.warn, Theme.ok, Theme.text3, Theme.bad][item.state]
                }
                Label {
                    id: who
                    anchors.left: mark.right
                    anchors.leftMargin: Theme.sm
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width * 0.45
                    text: item.name
                    font: Theme.name
                    elide: Text.ElideMiddle
                }
                Label {
                    id: told
                    anchors.left: who.right
                    anchors.leftMargin: Theme.sm
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.md
                    anchors.verticalCenter: parent.verticalCenter
                    horizontalAlignment: Text.AlignRight
                    text: item.message.length > 0 ? item.message : [qsTr("to come"), qsTr("now"), qsTr("waits"), qsTr("done"), qsTr("skipped"), qsTr("failed")][item.state]
                    font: Theme.small
                    wrapMode: Text.Wrap
                    color: item.failed ? Theme.bad : item.waits ? Theme.warn : Theme.text3
                }
            }
        }
    }
    buttons: [
        Button {
            objectName: "taskCancel"
            visible: root.task !== null && root.task.running
            text: qsTr("Stop")
            kind: Button.Danger
            onClicked: root.task.cancel()
        },
        Button {
            text: root.task && root.task.running ? qsTr("Let it go on") : qsTr("Close")
            kind: Button.Primary
            onClicked: root.close()
        }
    ]
}
