// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// The object as YAML: live to read and to copy; after Edit (e) a text of one's own, tried on the server as it is typed, until it is
// saved (Ctrl+Return) or given up (Esc). managedFields are folded away until they are asked for.
Item {
    id: root
    required property QtObject session
    required property string kind
    required property string ns
    required property string name
    required property ObjectDetail detail
    readonly property bool editing: editor.editing
    /// To edit a Secret is to show it.
    readonly property bool editable: !root.detail.covered || root.kind !== "Secret"
    signal began(traceId: string, title: string)

    function edit(): void {
        if (!root.editable)
            return;
        editor.edit(root.kind, root.ns, root.name);
        code.forceActiveFocus();
    }
    function show(): void {
        code.load(editor.editing ? editor.text : root.detail.yaml);
    }
    onEditableChanged: if (!root.editable) editor.reset()
    onEditingChanged: {
        root.show();
        if (!root.editing)
            foot.forceActiveFocus();
    }
    Component.onCompleted: root.show()
    Connections {
        target: root.detail
        function onChanged(): void {
            root.show();
        }
    }

    ManifestEditor {
        id: editor
        session: root.session
        onBegan: (traceId, title) => root.began(traceId, title)
        onTextChanged: root.show()
        onDone: ok => { if (ok) editor.reset(); }
    }
    FieldDocs {
        id: docs
        session: root.session
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
        completer: (text, position) => docs.complete(text, position)
        onEdited: text => editor.text = text
        onGivenUp: if (root.editing) editor.reset()
        Accessible.name: qsTr("YAML")
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.sm
        FieldHelp {
            width: parent.width
            doc: docs.revision >= 0 && code.place >= 0 ? docs.at(code.text, code.place) : ({})
        }
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
        Item {
            width: parent.width
            height: Theme.controlSmall
            CheckBox {
                objectName: "managedFields"
                visible: !root.editing
                text: qsTr("managedFields")
                checked: root.detail.managedFields
                onToggled: root.detail.managedFields = checked
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
                    enabled: root.editable
                    small: true
                    symbol: "edit"
                    text: qsTr("Edit")
                    hint: root.editable ? "" : qsTr("Secrets are hidden in Present mode: leave it (F5) to edit this one")
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
}
