// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// What was told of the object and of what it owns, the newest first.
Item {
    id: root
    required property EventList events
    signal opened(kind: string, ns: string, name: string)

    Item {
        id: tools
        width: parent.width
        height: Theme.controlSmall
        Label {
            objectName: "eventCount"
            anchors.verticalCenter: parent.verticalCenter
            text: !root.events.synced ? qsTr("Reading…") : root.events.warnings > 0
                ? qsTr("%Ln event(s)", "", root.events.count) + " · " + qsTr("%Ln warning(s)", "", root.events.warnings) : qsTr("%Ln event(s)", "", root.events.count)
            color: Theme.text3
        }
        Button {
            anchors.right: parent.right
            small: true
            checkable: true
            checked: root.events.warningsFirst
            text: qsTr("Warnings first")
            onToggled: root.events.warningsFirst = checked
        }
    }
    ListView {
        id: list
        objectName: "events"
        anchors.top: tools.bottom
        anchors.topMargin: Theme.sm
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        model: root.events
        spacing: Theme.xs
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Events")
        delegate: Column {
            id: row
            required property bool warning
            required property string reason
            required property string message
            required property string age
            required property int times
            required property string source
            required property var subject
            width: list.width - Theme.sm
            topPadding: Theme.xs
            bottomPadding: Theme.sm
            spacing: Theme.xxs
            Accessible.role: Accessible.ListItem
            Accessible.name: [row.warning ? qsTr("Warning") : "", row.reason, row.message, row.age].filter(word => word.length > 0).join(", ")
            Item {
                width: parent.width
                height: reason.height
                Icon {
                    id: sign
                    anchors.verticalCenter: parent.verticalCenter
                    name: row.warning ? "warning" : "info"
                    size: Theme.iconSmall
                    color: row.warning ? Theme.warn : Theme.text3
                }
                Label {
                    id: reason
                    anchors.left: sign.right
                    anchors.leftMargin: Theme.sm
                    text: row.reason
                    font: Theme.bodyStrong
                    Accessible.ignored: true
                }
                Label {
                    anchors.left: reason.right
                    anchors.leftMargin: Theme.sm
                    anchors.baseline: reason.baseline
                    visible: row.times > 1
                    text: qsTr("%Ln time(s)", "", row.times)
                    font: Theme.small
                    color: Theme.text3
                    Accessible.ignored: true
                }
                Label {
                    anchors.right: parent.right
                    anchors.baseline: reason.baseline
                    text: row.age
                    font: Theme.small
                    color: Theme.text3
                    Accessible.ignored: true
                }
            }
            Label {
                x: Theme.iconSmall + Theme.sm
                width: parent.width - x
                text: row.message
                color: Theme.text2
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            ObjectLink {
                visible: row.subject.name !== undefined
                width: parent.width - x
                x: Theme.iconSmall
                object: row.subject.name !== undefined ? { kind: row.subject.kind, ns: row.subject.ns, name: row.subject.name, state: "", level: "good", depth: 0 }
                    : { kind: "", ns: "", name: "", state: "", level: "good", depth: 0 }
                onClicked: root.opened(object.kind, object.ns, object.name)
            }
        }
    }
    Label {
        anchors.centerIn: parent
        width: parent.width
        visible: root.events.count === 0 && (root.events.synced || root.events.refusal.length > 0)
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        color: Theme.text3
        text: root.events.refusal.length > 0 ? root.events.refusal : qsTr("No events. The cluster keeps them for an hour.")
    }
}
