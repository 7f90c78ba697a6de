// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The fields at `paths` as the schema has them: inputs for scalars, titles with what can be added or removed for the rest.
Column {
    id: root
    required property ManifestForm form
    property alias paths: fields.paths
    property alias except: fields.except
    readonly property alias filled: fields.filled
    spacing: Theme.sm

    property bool adding: false
    /// Adds what belongs there, and goes to its first input.
    function add(path: string): void {
        root.adding = true;
        root.form.add(path);
        root.adding = false;
    }
    function begin(index: int): void {
        for (let i = index; i < rows.count; ++i) {
            if (rows.itemAt(i).begin())
                return;
        }
    }
    FieldModel {
        id: fields
        form: root.form
    }
    Connections {
        target: fields
        function onRowsInserted(parent: var, first: int): void {
            if (root.adding)
                Qt.callLater(root.begin, first);
        }
    }
    Repeater {
        id: rows
        model: fields
        Item {
            id: row
            required property string path
            required property string label
            required property int depth
            required property var cells
            required property var addable
            required property bool canAdd
            required property bool canRemove
            readonly property string error: {
                root.form.editor.problems;
                return row.label.length > 0 ? root.form.problem(row.path) : "";
            }
            function begin(): bool {
                if (row.cells.length > 0)
                    cells.itemAt(0).begin();
                return row.cells.length > 0;
            }
            x: row.depth * Theme.md
            width: root.width - x
            height: content.height
            Column {
                id: content
                width: parent.width
                Row {
                    visible: row.label.length > 0
                    width: parent.width
                    height: Theme.controlSmall
                    Label {
                        width: parent.width - titleTools.width
                        anchors.verticalCenter: parent.verticalCenter
                        text: row.label
                        font: Theme.monoSmall
                        color: row.error.length > 0 ? Theme.bad : Theme.text2
                        elide: Text.ElideMiddle
                    }
                    RowTools {
                        id: titleTools
                        shown: row.label.length > 0
                        form: root.form
                        path: row.path
                        what: row.label
                        addable: row.addable
                        canAdd: row.canAdd
                        canRemove: row.canRemove
                        onAdded: path => root.add(path)
                    }
                }
                Row {
                    id: line
                    visible: row.cells.length > 0 || row.label.length === 0
                    width: parent.width
                    spacing: Theme.sm
                    Repeater {
                        id: cells
                        model: row.cells
                        FieldCell {
                            required property var modelData
                            cell: modelData
                            form: root.form
                            width: (line.width - tools.width - row.cells.length * line.spacing) / row.cells.length
                        }
                    }
                    RowTools {
                        id: tools
                        y: row.cells.length > 0 && cells.count > 0 ? cells.itemAt(0).inputY : 0
                        shown: row.label.length === 0
                        form: root.form
                        path: row.path
                        what: row.path
                        addable: row.addable
                        canAdd: row.canAdd
                        canRemove: row.canRemove
                        onAdded: path => root.add(path)
                    }
                }
                Label {
                    visible: row.error.length > 0
                    width: parent.width
                    text: row.error
                    font: Theme.small
                    color: Theme.bad
                    wrapMode: Text.Wrap
                }
            }
        }
    }
}
