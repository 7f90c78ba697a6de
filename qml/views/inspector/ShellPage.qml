// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// A shell in a container, its own process (attach), or a container with tools beside it (debug).
FocusScope {
    id: root
    required property QtObject session
    required property string ns
    required property string pod
    required property var containers
    readonly property alias terminal: terminal
    readonly property alias stream: stream
    readonly property bool attaching: modes.currentIndex === 1
    readonly property bool debugging: modes.currentIndex === 2
    signal began(traceId: string, title: string)
    readonly property var shells: ["", "sh", "bash", "…"]

    function start(): void {
        if (root.debugging) {
            stream.close();
            image.forceActiveFocus();
            return;
        }
        stream.attach = root.attaching;
        stream.container = picker.container;
        stream.command = stream.commandOf(commands.currentIndex === 3 ? custom.text : root.shells[Math.max(0, commands.currentIndex)]);
        if (commands.currentIndex === 3 && custom.text.trim().length === 0 && !root.attaching)
            custom.forceActiveFocus();
        else
            stream.open();
    }

    ContainerStream {
        id: stream
        session: root.session
        ns: root.ns
        pod: root.pod
        Component.onCompleted: root.start()
    }
    DebugContainer {
        id: debug
        session: root.session
        ns: root.ns
        pod: root.pod
        onBegan: (traceId, title) => root.began(traceId, title)
        onReady: container => {
            stream.attach = true;
            stream.container = container;
            stream.open();
            terminal.forceActiveFocus();
        }
    }
    Flow {
        id: tools
        width: parent.width
        spacing: Theme.sm
        Segmented {
            id: modes
            objectName: "shellModes"
            options: [qsTr("Shell"), qsTr("Attach"), qsTr("Debug")]
            Accessible.name: qsTr("New shell, the container's own process, or a container with tools beside it")
            onPicked: index => {
                modes.currentIndex = index;
                root.start();
            }
        }
        ContainerPicker {
            id: picker
            objectName: "shellContainer"
            containers: root.containers
            onActivated: root.start()
        }
        ComboBox {
            id: commands
            objectName: "shellCommand"
            visible: !root.attaching && !root.debugging
            implicitWidth: Theme.fieldWidth / 2
            model: [qsTr("bash or sh"), "sh", "bash", qsTr("Command…")]
            Accessible.description: qsTr("What to run")
            onActivated: root.start()
        }
        TextField {
            id: custom
            objectName: "shellCustom"
            visible: commands.visible && commands.currentIndex === 3
            width: parent.width
            code: true
            placeholderText: "/bin/ls -l /"
            Accessible.name: qsTr("Command")
            onAccepted: {
                root.start();
                terminal.forceActiveFocus();
            }
        }
        Row {
            visible: root.debugging
            width: parent.width
            spacing: Theme.sm
            TextField {
                id: image
                objectName: "debugImage"
                width: parent.width - add.width - Theme.sm
                code: true
                placeholderText: qsTr("Image with tools")
                enabled: !debug.busy
                onAccepted: add.clicked()
            }
            Button {
                id: add
                objectName: "debugAdd"
                text: qsTr("Add")
                hint: qsTr("A container beside the others; it stays until the pod goes")
                enabled: !debug.busy
                onClicked: debug.start(image.text, picker.container)
            }
        }
        Row {
            height: Theme.control
            spacing: Theme.sm
            Badge {
                id: state
                objectName: "shellState"
                anchors.verticalCenter: parent.verticalCenter
                level: stream.connected ? Badge.Ok : root.debugging ? debug.busy ? Badge.Busy : Badge.Off : stream.message.length > 0 ? Badge.Off : Badge.Busy
                text: !stream.connected ? root.debugging ? debug.busy ? qsTr("Adding…") : qsTr("Not started") : stream.message.length > 0 ? qsTr("Ended") : qsTr("Connecting…")
                    : !stream.listens ? qsTr("Connected; it does not read") : terminal.title.length > 0 ? terminal.title : qsTr("Connected")
            }
            Button {
                id: again
                anchors.verticalCenter: parent.verticalCenter
                visible: !stream.connected && stream.message.length > 0 && !root.debugging
                small: true
                text: qsTr("Again")
                symbol: "refresh"
                onClicked: {
                    root.start();
                    terminal.forceActiveFocus();
                }
            }
        }
    }
    Label {
        id: why
        objectName: "shellMessage"
        anchors.top: tools.bottom
        anchors.topMargin: Theme.sm
        width: parent.width
        visible: !stream.connected && text.length > 0
        text: root.debugging && debug.message.length > 0 ? debug.message : stream.message
        color: Theme.text2
        wrapMode: Text.Wrap
        maximumLineCount: 4
        elide: Text.ElideRight
    }
    TerminalWell {
        anchors.top: why.visible ? why.bottom : tools.bottom
        anchors.topMargin: Theme.md
        anchors.bottom: parent.bottom
        width: parent.width
        terminal: terminal
        Terminal {
            id: terminal
            objectName: "terminal"
            anchors.fill: parent
            anchors.margins: Theme.md
            focus: true
            stream: stream
            font: Theme.monoSmall
            foreground: Theme.text
            background: Theme.well
            selectionColor: Theme.accentLine
            palette: Array.from(Theme.ansi)
            onPasteAsked: lines => {
                sure.lines = lines;
                sure.open();
            }
            onLinkActivated: url => Qt.openUrlExternally(url)
            onMenuAsked: at => menu.popup(terminal, at.x, at.y)
            Accessible.role: Accessible.Terminal
            Accessible.name: root.attaching || root.debugging ? qsTr("Process of %1").arg(root.pod) : qsTr("Shell in %1").arg(root.pod)
            Accessible.description: qsTr("Ctrl+Tab leaves it.") + "\n" + terminal.screen
        }
    }
    Menu {
        id: menu
        MenuItem { text: qsTr("Copy"); symbol: "copy"; enabled: terminal.hasSelection; onTriggered: terminal.copy() }
        MenuItem { text: qsTr("Paste"); symbol: "upload"; enabled: stream.listens; onTriggered: terminal.paste() }
        MenuItem { text: qsTr("Select all"); symbol: "list"; onTriggered: terminal.selectAll() }
    }
    ConfirmSheet {
        id: sure
        property int lines: 0
        title: qsTr("Paste %Ln line(s)?", "", sure.lines)
        question: qsTr("A shell may run each line as soon as it is pasted.")
        verb: qsTr("Paste")
        onAccepted: {
            terminal.paste(true);
            terminal.forceActiveFocus();
        }
    }
}
