// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The object as YAML: live to read and to copy; after Edit (e) a text of one's own, tried on the server as it is typed, until it is
// saved (Ctrl+Return) or given up (Esc).
Item {
    id: root
    required property QtObject session
    required property string kind
    required property string ns
    required property string name
    required property string yaml ///< as it is now
    readonly property bool editing: editor.editing
    signal began(traceId: string, title: string)

    function edit(): void {
        editor.edit(root.kind, root.ns, root.name);
        code.forceActiveFocus();
    }
    function show(): void {
        code.load(editor.editing ? editor.text : root.yaml);
    }
    onYamlChanged: root.show()
    onEditingChanged: {
        root.show();
        if (!root.editing)
            foot.forceActiveFocus();
    }
    Component.onCompleted: root.show()

    ManifestEditor {
        id: editor
        session: root.session
        onBegan: (traceId, title) => root.began(traceId, title)
        onTextChanged: root.show()
        onDone: ok => { if (ok) editor.reset(); }
    }
    Shortcut { sequences: [Shortcuts.keys.submit, Shortcuts.keys.save]; enabled: root.editing && editor.dirty; onActivated: editor.submit() }

    CodeView {
        id: code
        objectName: "yaml"
        anchors.top: parent.top
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.sm
        width: parent.width
        readOnly: !root.editing || editor.busy
        problems: root.editing ? editor.problems : []
        onEdited: text => editor.text = text
        onGivenUp: if (root.editing) editor.reset()
        Accessible.name: qsTr("YAML")
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.sm
        Label {
            visible: editor.notice.length > 0
            width: parent.width
            text: editor.notice
            color: Theme.warn
            wrapMode: Text.Wrap
        }
        Problems {
            width: parent.width
            problems: root.editing ? editor.problems : []
            onPicked: line => code.showLine(line)
        }
        Row {
            anchors.right: parent.right
            spacing: Theme.sm
            Label {
                visible: root.editing && editor.dirty && editor.problems.length === 0
                height: Theme.controlSmall
                verticalAlignment: Text.AlignVCenter
                text: editor.busy ? qsTr("Saving…") : editor.checked ? qsTr("The server would take it") : qsTr("Trying it…")
                color: Theme.text3
            }
            IconButton {
                visible: !root.editing
                small: true
                symbol: "copy"
                text: qsTr("Copy")
                onClicked: code.copyAll()
            }
            Button {
                objectName: "yamlEdit"
                visible: !root.editing
                small: true
                symbol: "edit"
                text: qsTr("Edit")
                onClicked: root.edit()
            }
            Button {
                visible: root.editing
                small: true
                text: qsTr("Cancel")
                onClicked: editor.reset()
            }
            Button {
                objectName: "yamlSave"
                visible: root.editing
                small: true
                kind: Button.Primary
                text: qsTr("Save")
                enabled: editor.dirty && !editor.busy
                onClicked: editor.submit()
            }
        }
    }
}
