// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// How the machine behind a node came up, step by step, and where its console is kept.
Flickable {
    id: root
    required property QtObject session
    required property string name
    contentHeight: list.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar { }
    MachineBoot {
        id: boot
        session: root.session
        name: root.name
    }
    Column {
        id: list
        width: root.width
        spacing: Theme.md
        Label {
            visible: !boot.exists
            width: parent.width
            text: qsTr("This node has no Machine: it was not started by Orrery, and nothing is known of how it came up.")
            color: Theme.text2
            wrapMode: Text.Wrap
        }
        Repeater {
            model: boot.steps
            Item {
                id: step
                required property var modelData
                required property int index
                readonly property color hue: modelData.state === "failed" ? Theme.bad : modelData.state === "todo" ? Theme.text3 : Theme.accent
                width: list.width
                height: Math.max(Theme.px(26), words.height) + Theme.sm
                Accessible.role: Accessible.ListItem
                Accessible.name: [step.modelData.title, ({ done: qsTr("done"), now: qsTr("now"), failed: qsTr("failed"), todo: qsTr("to come") })[step.modelData.state], step.modelData.time, step.modelData.message].filter(part => part.length > 0).join(", ")
                Rectangle {
                    visible: step.index < boot.steps.length - 1
                    x: (mark.width - width) / 2
                    y: mark.height + Theme.xxs
                    width: Theme.line
                    height: parent.height - mark.height + Theme.md - Theme.xs
                    color: step.modelData.state === "done" ? Theme.accent : Theme.cardLine
                }
                Rectangle {
                    id: mark
                    width: Theme.px(26)
                    height: width
                    radius: width / 2
                    antialiasing: true
                    color: step.modelData.state === "done" ? Theme.accent : step.modelData.state === "now" ? Theme.accentSoft : step.modelData.state === "failed" ? Theme.badSoft : "transparent"
                    border.width: Theme.line
                    border.color: step.modelData.state === "todo" ? Theme.cardLine : step.hue
                    Icon {
                        visible: step.modelData.state === "done" || step.modelData.state === "failed"
                        anchors.centerIn: parent
                        name: step.modelData.state === "failed" ? "cross" : "check"
                        size: mark.width / 2 + Theme.hair
                        stroke: "3"
                        color: step.modelData.state === "failed" ? Theme.bad : Theme.accentInk
                    }
                }
                Column {
                    id: words
                    anchors.left: mark.right
                    anchors.leftMargin: Theme.md
                    anchors.right: parent.right
                    y: (mark.height - title.height) / 2
                    Row {
                        spacing: Theme.sm
                        Label {
                            id: title
                            text: step.modelData.title
                            font: Theme.bodyMedium
                            color: step.modelData.state === "todo" ? Theme.text3 : Theme.text
                        }
                        MonoLabel {
                            anchors.verticalCenter: parent.verticalCenter
                            text: [step.modelData.time, step.modelData.took].filter(part => part.length > 0).join(" · ")
                            color: Theme.text3
                        }
                    }
                    Label {
                        visible: text.length > 0
                        width: parent.width
                        text: step.modelData.message
                        color: step.modelData.state === "failed" ? Theme.bad : Theme.text2
                        wrapMode: Text.Wrap
                    }
                }
            }
        }
        Divider {
            visible: boot.exists
            width: parent.width
        }
        Label {
            visible: boot.exists
            width: parent.width
            text: boot.console.length === 0 ? qsTr("A machine of the provider %1 has no serial console.").arg(boot.provider)
                : qsTr("The serial console is kept in a file of the machine that runs the cluster. The API names it, and does not serve its text:")
            color: Theme.text2
            wrapMode: Text.Wrap
        }
        MonoLabel {
            objectName: "bootConsole"
            visible: boot.console.length > 0
            width: parent.width
            text: boot.console
            wrapMode: Text.WrapAnywhere
        }
        Button {
            visible: boot.console.length > 0
            small: true
            symbol: "copy"
            text: qsTr("Copy the command that follows it")
            onClicked: boot.copyConsoleCommand()
        }
    }
}
