// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// Steps of something that takes time. steps: [{title, state}], state "done", "now", "failed" or "todo".
Row {
    id: root
    property var steps: []
    property int stepWidth: Theme.px(112)
    property bool selectable: false
    signal picked(index: int)
    readonly property int mark: Theme.px(26)
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Steps")
    Repeater {
        model: root.steps
        Item {
            id: step
            required property var modelData
            required property int index
            readonly property bool done: modelData.state === "done"
            readonly property bool now: modelData.state === "now"
            readonly property bool failed: modelData.state === "failed"
            readonly property color hue: step.failed ? Theme.bad : Theme.accent
            width: root.stepWidth
            height: root.mark * 2
            Accessible.role: Accessible.ListItem
            Accessible.name: step.modelData.title + ": " + (step.done ? qsTr("done") : step.now ? qsTr("now") : step.failed ? qsTr("failed") : qsTr("to come"))
            Rectangle {
                visible: step.index > 0
                x: (-root.stepWidth + root.mark) / 2 + Theme.xs
                y: (root.mark - height) / 2 + Theme.hair
                width: root.stepWidth - root.mark - Theme.sm
                height: Theme.line
                radius: Theme.hair
                color: step.done || step.now ? Theme.accent : step.failed ? Theme.bad : Theme.cardLine
            }
            Rectangle {
                x: (step.width - width) / 2
                y: Theme.hair
                width: root.mark
                height: width
                radius: width / 2
                antialiasing: true
                color: step.done ? step.hue : step.now ? Theme.accentSoft : step.failed ? Theme.badSoft : "transparent"
                border.width: Theme.line
                border.color: step.done || step.now || step.failed ? step.hue : Theme.cardLine
                Icon {
                    visible: step.done || step.failed
                    anchors.centerIn: parent
                    name: step.failed ? "cross" : "check"
                    size: root.mark / 2 + Theme.hair
                    stroke: "3"
                    color: step.failed ? Theme.bad : Theme.accentInk
                }
                Rectangle {
                    visible: step.now
                    anchors.centerIn: parent
                    width: root.mark / 3
                    height: width
                    radius: width / 2
                    antialiasing: true
                    color: Theme.accent
                }
            }
            Label {
                width: parent.width
                y: root.mark + Theme.sm
                horizontalAlignment: Text.AlignHCenter
                text: step.modelData.title
                elide: Text.ElideRight
                font: step.now ? Theme.smallStrong : Theme.small
                color: step.now ? Theme.text : step.done ? Theme.text2 : step.failed ? Theme.bad : Theme.text3
                Accessible.ignored: true
            }
            TapHandler {
                enabled: root.selectable
                onTapped: root.picked(step.index)
            }
        }
    }
}
