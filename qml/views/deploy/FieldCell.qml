// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// One input of a schema's form. cell: {path, label, editor, options, suggests, example, emptied}; what it shows is in the manifest.
Column {
    id: root
    required property ManifestForm form
    required property var cell
    readonly property string name: root.cell.label.length > 0 ? root.cell.label : root.cell.editor === "name" ? qsTr("Name") : qsTr("Value")
    readonly property string error: {
        root.form.editor.problems;
        return root.form.problem(root.cell.path);
    }
    readonly property string value: {
        root.form.revision;
        return root.cell.editor === "name" ? root.form.nameAt(root.cell.path) : root.form.text(root.cell.path);
    }
    readonly property real inputY: input.y
    spacing: Theme.xxs

    function begin(): void {
        input.item.forceActiveFocus(Qt.TabFocusReason);
    }
    function write(text: string): void {
        if (root.cell.editor === "name")
            root.form.setNameAt(root.cell.path, text);
        else
            root.form.setText(root.cell.path, text, root.cell.emptied !== "goes");
    }
    function leave(text: string): void {
        if (text.length === 0 && root.cell.emptied === "goesLater")
            root.form.remove(root.cell.path);
    }

    Label {
        visible: root.cell.label.length > 0
        width: parent.width
        text: root.cell.label
        font: Theme.monoTiny
        color: Theme.text3
        elide: Text.ElideLeft
    }
    Loader {
        id: input
        width: parent.width
        sourceComponent: root.cell.editor === "choice" || root.cell.editor === "oneof" ? choice : root.cell.editor === "block" ? block : line
    }
    Label {
        visible: root.error.length > 0
        width: parent.width
        text: root.error
        font: Theme.small
        color: Theme.bad
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.error
    }
    Component {
        id: line
        SuggestField {
            code: true
            font: Theme.monoSmall
            implicitHeight: Theme.controlSmall
            invalid: root.error.length > 0
            placeholderText: root.cell.editor === "name" ? qsTr("name") : root.cell.example
            suggestions: {
                root.form.revision + root.form.offers;
                return root.cell.suggests.length > 0 && activeFocus ? root.form.suggestions(root.cell.suggests) : [];
            }
            text: root.value
            inputMethodHints: root.cell.editor === "number" ? Qt.ImhFormattedNumbersOnly : Qt.ImhNone
            Accessible.name: root.name
            Accessible.description: root.cell.path
            onTextEdited: root.write(text)
            onPicked: text => root.write(text)
            onEditingFinished: root.leave(text)
        }
    }
    Component {
        id: choice
        ComboBox {
            readonly property var words: root.cell.editor === "oneof" ? root.cell.options.map(option => option.split(".").pop()) : [qsTr("not set")].concat(root.cell.options)
            implicitHeight: Theme.controlSmall
            font: Theme.monoSmall
            leftPadding: Theme.sm
            model: words
            currentIndex: {
                root.form.revision;
                return root.cell.editor === "oneof" ? root.cell.options.indexOf(root.form.chosen(root.cell.path, root.cell.options))
                                                    : 1 + root.cell.options.indexOf(root.value);
            }
            Accessible.name: root.name
            Accessible.description: displayText
            onActivated: index => {
                if (root.cell.editor === "oneof")
                    root.form.choose(root.cell.path, root.cell.options, root.cell.options[index]);
                else
                    root.form.setText(root.cell.path, index === 0 ? "" : root.cell.options[index - 1], false);
            }
        }
    }
    Component {
        id: block
        TextArea {
            code: true
            font: Theme.monoSmall
            padding: Theme.xs + Theme.xxs
            leftPadding: Theme.md
            implicitHeight: Math.max(contentHeight + topPadding + bottomPadding, Theme.controlSmall)
            invalid: root.error.length > 0
            text: root.value
            Accessible.name: root.name
            onTextChanged: if (activeFocus && text !== root.value) root.write(text)
            Keys.onTabPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        }
    }
}
