// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// A shell in a container.
FocusScope {
    id: root
    required property QtObject session
    required property string ns
    required property string pod
    required property var containers
    readonly property alias terminal: terminal

    Row {
        id: tools
        width: parent.width
        spacing: Theme.sm
        ContainerPicker {
            id: picker
            containers: root.containers
            onActivated: terminal.open()
        }
        Badge {
            anchors.verticalCenter: parent.verticalCenter
            level: terminal.connected ? Badge.Ok : Badge.Off
            text: terminal.connected ? qsTr("Connected") : terminal.message.length > 0 ? terminal.message : qsTr("Connecting…")
        }
        Button {
            visible: !terminal.connected && terminal.message.length > 0
            small: true
            text: qsTr("Again")
            symbol: "refresh"
            onClicked: terminal.open()
        }
    }
    Rectangle {
        anchors.top: tools.bottom
        anchors.topMargin: Theme.md
        anchors.bottom: parent.bottom
        width: parent.width
        radius: Theme.radius
        color: Theme.well
        border.width: terminal.activeFocus ? Theme.line : Theme.hair
        border.color: terminal.activeFocus ? Theme.focus : Theme.hairline
        Terminal {
            id: terminal
            objectName: "terminal"
            anchors.fill: parent
            anchors.margins: Theme.md
            focus: true
            session: root.session
            ns: root.ns
            pod: root.pod
            container: picker.container
            font: Theme.monoSmall
            foreground: Theme.text
            background: Theme.well
            Accessible.role: Accessible.Terminal
            Accessible.name: qsTr("Shell in %1").arg(root.pod)
            Component.onCompleted: terminal.open()
        }
    }
}
