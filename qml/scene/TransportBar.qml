// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Pause, step and speed of the picture, and the story of one cause with its steps.
Panel {
    id: root
    property bool paused: false
    property real speed: 1
    property string sentence
    property string detail
    property var stageNames: []
    property int stage: -1
    property bool failed: false
    readonly property var speeds: [0.25, 1, 4]
    signal pauseToggled
    signal stepped
    signal speedPicked(speed: real)

    implicitHeight: Theme.transportHeight
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Time and story")

    Row {
        id: transport
        x: Theme.xl - Theme.xxs
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.sm
        IconButton {
            id: pause
            objectName: "pause"
            anchors.verticalCenter: parent.verticalCenter
            implicitWidth: Theme.control + Theme.sm + Theme.xxs
            round: true
            symbol: root.paused ? "play" : "pause"
            text: root.paused ? qsTr("Go on") : qsTr("Pause the picture")
            ground: Theme.brass
            ink: Theme.brassInk
            onClicked: root.pauseToggled()
        }
        IconButton {
            objectName: "step"
            anchors.verticalCenter: parent.verticalCenter
            round: true
            symbol: "step"
            text: qsTr("Next step")
            ground: Theme.field
            onClicked: root.stepped()
        }
        Segmented {
            objectName: "speed"
            anchors.verticalCenter: parent.verticalCenter
            options: ["¼×", "1×", "4×"]
            currentIndex: root.speeds.indexOf(root.speed)
            onPicked: index => root.speedPicked(root.speeds[index])
        }
    }
    Divider {
        id: divider
        anchors.left: transport.right
        anchors.leftMargin: Theme.xl
        y: Theme.lg + Theme.xs
        width: Theme.hair
        height: parent.height - 2 * y
    }
    Column {
        anchors.left: divider.right
        anchors.leftMargin: Theme.xl
        anchors.right: steps.left
        anchors.rightMargin: Theme.lg
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.xxs
        Accessible.role: Accessible.StaticText
        Accessible.name: headline.text + ". " + root.detail
        Label {
            id: headline
            objectName: "sentence"
            width: parent.width
            text: root.sentence.length > 0 ? root.sentence : qsTr("Nothing has happened yet")
            font: Theme.title
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: root.sentence.length > 0 ? root.detail : qsTr("Deploy something, or change the cluster with kubectl: every request shows here.")
            color: Theme.text2
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
    ProgressSteps {
        id: steps
        objectName: "steps"
        visible: root.width > Theme.px(1000)
        width: visible ? implicitWidth : 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.xl
        anchors.verticalCenter: parent.verticalCenter
        stepWidth: root.width > Theme.px(1250) ? Theme.px(112) : Theme.px(86)
        steps: root.stageNames.map((name, index) => ({
            title: name,
            state: index < root.stage || root.stage === root.stageNames.length - 1 && index === root.stage ? "done" : index === root.stage ? (root.failed ? "failed" : "now") : "todo"
        }))
    }
}
