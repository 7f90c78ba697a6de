// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// Any YAML, pasted, typed or dropped: many documents, tried on the server as they are typed, applied in order, each with its outcome.
Sheet {
    id: root
    required property QtObject session
    readonly property alias editor: editor
    signal began(traceId: string, title: string)
    signal applied(message: string)
    signal leftUnsent ///< closed with something typed; open() shows it again
    property bool sent: false

    /// Opens with that text; an empty one is there to be typed into.
    function start(text: string): void {
        editor.reset();
        root.fill(text);
    }
    function fill(text: string): void {
        root.sent = false;
        code.load(text);
        if (text.length > 0)
            editor.text = text;
        root.open();
    }

    /// The same with what was dropped on the window: files, or text.
    function startWithDrop(drop: var): void {
        if (!drop.hasUrls) {
            root.start(drop.text);
            return;
        }
        editor.reset();
        root.fill(Array.from(drop.urls).map(url => editor.textOf(url)).filter(text => text.length > 0).join("\n---\n"));
    }
    /// The same with what was copied elsewhere.
    function startWithClipboard(): void {
        clipboard.clear();
        clipboard.paste();
        root.start(clipboard.text);
        clipboard.clear();
    }

    title: qsTr("Apply YAML")
    subtitle: qsTr("One object or many, as kubectl apply takes them.")
    width: Math.min(Theme.sheetWidth * 1.5, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    busy: editor.busy
    onOpened: code.forceActiveFocus()
    onClosed: if (!root.sent && code.text.trim().length > 0) root.leftUnsent()

    FieldDocs {
        id: docs
        session: root.session
    }
    ManifestEditor {
        id: editor
        session: root.session
        onBegan: (traceId, title) => root.began(traceId, title)
        onDone: ok => {
            if (!ok)
                return;
            const results = editor.results;
            root.applied(results.length > 4 ? qsTr("%Ln object(s) applied", "", results.length) : results.map(result => result.kind + " " + result.name + " " + result.message).join(", "));
            root.sent = true;
            root.close();
        }
    }
    Shortcut {
        sequence: Shortcuts.keys.submit
        enabled: root.opened && !editor.busy && editor.text.trim().length > 0
        onActivated: editor.submit()
    }
    TextEdit {
        id: clipboard
        visible: false
        textFormat: TextEdit.PlainText
    }
    Column {
        width: parent.width
        spacing: Theme.md
        Label {
            visible: editor.notice.length > 0
            width: parent.width
            text: editor.notice
            color: Theme.warn
            wrapMode: Text.Wrap
        }
        CodeView {
            id: code
            objectName: "applyYaml"
            completer: (text, position) => docs.complete(text, position)
            width: parent.width
            height: Theme.px(380)
            readOnly: editor.busy
            problems: editor.problems
            onEdited: text => editor.text = text
            onGivenUp: root.reject()
            Accessible.name: qsTr("YAML to apply")
        }
        Problems {
            width: parent.width
            problems: editor.results.length > 0 ? [] : editor.problems
            onPicked: line => code.showLine(line)
        }
        Outcomes {
            width: parent.width
            results: editor.results
            failures: editor.failures
            onRetried: editor.retry()
        }
    }
    buttons: [
        Label {
            height: Theme.control
            verticalAlignment: Text.AlignVCenter
            text: !editor.checked ? "" : editor.existing > 0 ? qsTr("%Ln object(s) are there already and would be changed", "", editor.existing) : qsTr("The server would take it")
            color: editor.existing > 0 ? Theme.warn : Theme.text3
        },
        Button { text: qsTr("Cancel"); enabled: !editor.busy; onClicked: root.reject() },
        Button { objectName: "applySubmit"; text: qsTr("Apply"); kind: Button.Primary; enabled: !editor.busy && editor.text.trim().length > 0; onClicked: editor.submit() }
    ]
}
