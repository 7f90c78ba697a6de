// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// How the machine behind a node came up, step by step, and what it writes to its serial console.
Item {
    id: root
    required property QtObject session
    required property string name
    readonly property alias terminal: terminal

    MachineBoot {
        id: boot
        session: root.session
        name: root.name
    }
    MachineConsole {
        id: serial
        session: root.session
        name: root.name
        onBegan: terminal.clear()
        onOutput: bytes => terminal.feed(bytes)
    }
    Flickable {
        id: flick
        width: parent.width
        height: Math.min(list.height, well.visible ? parent.height * 0.5 : parent.height)
        contentHeight: list.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Column {
            id: list
            width: flick.width
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
            Label {
                objectName: "bootConsoleMessage"
                visible: boot.exists && serial.message.length > 0
                width: parent.width
                text: serial.message
                color: Theme.text2
                wrapMode: Text.Wrap
            }
        }
    }
    TerminalWell {
        id: well
        anchors.top: flick.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: parent.bottom
        width: parent.width
        visible: boot.exists && serial.message.length === 0
        terminal: terminal
        Terminal {
            id: terminal
            objectName: "bootConsole"
            anchors.fill: parent
            anchors.margins: Theme.md
            font: Theme.monoTiny
            foreground: Theme.text
            background: Theme.well
            selectionColor: Theme.accentLine
            palette: Array.from(Theme.ansi)
            onLinkActivated: url => Qt.openUrlExternally(url)
            Accessible.role: Accessible.Terminal
            Accessible.name: qsTr("Serial console of %1").arg(root.name)
            Accessible.description: terminal.screen
        }
    }
}
