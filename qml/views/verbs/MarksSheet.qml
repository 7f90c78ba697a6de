// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Labels or annotations: a line each. Of many objects: only what is to be set on all of them.
VerbSheet {
    id: root
    readonly property bool labels: root.verbId === "label"
    readonly property var before: root.keys.length !== 1 ? ({}) : root.labels ? now.labels : now.annotations
    property string problem
    choice: ({ changes: {} })
    title: root.keys.length > 1 ? qsTr("Label %Ln object(s)", "", root.keys.length) : root.labels ? qsTr("Labels of %1").arg(root.name) : qsTr("Annotations of %1").arg(root.name)
    subtitle: root.keys.length > 1 ? qsTr("Each of them gets these; what else it has stays.")
        : root.labels ? qsTr("Services, workloads and filters find objects by these.") : qsTr("Notes for people and tools; nothing is found by them.")
    verb: qsTr("Save")
    ready: root.problem.length === 0 && Object.keys(root.choice.changes).length > 0
    onStarted: {
        rows.clear();
        if (root.keys.length === 1)
            now.read(root.kind, root.ns, root.name);
        else
            root.add("", "");
    }
    function add(key: string, value: string): void {
        rows.append({ key: key, value: value });
        root.weigh();
    }
    /// What differs from what is there.
    function weigh(): void {
        const changes = {};
        root.problem = "";
        const seen = new Set();
        for (let i = 0; i < rows.count; ++i) {
            const row = rows.get(i);
            if (row.key.length === 0 && row.value.length === 0)
                continue;
            root.problem = root.problem || root.actions.problemOfMark(root.verbId, row.key, row.value) || (seen.has(row.key) ? qsTr("%1 is there twice").arg(row.key) : "");
            seen.add(row.key);
            if (root.before[row.key] !== row.value)
                changes[row.key] = row.value;
        }
        for (const key of Object.keys(root.before)) {
            if (!seen.has(key))
                changes[key] = null;
        }
        root.choice = { changes: changes };
    }

    ObjectReading {
        id: now
        session: root.session
        onArrived: {
            rows.clear();
            for (const key of Object.keys(root.before))
                rows.append({ key: key, value: root.before[key] });
            root.add("", "");
        }
    }
    ListModel { id: rows }
    Column {
        width: parent.width
        spacing: Theme.sm
        Repeater {
            model: rows
            Row {
                id: row
                required property int index
                required property string key
                required property string value
                width: parent.width
                spacing: Theme.sm
                TextField {
                    objectName: "markKey" + row.index
                    width: (row.width - remove.width - 2 * row.spacing) * 0.5
                    code: true
                    text: row.key
                    placeholderText: qsTr("key")
                    onTextEdited: { rows.setProperty(row.index, "key", text); root.weigh(); }
                }
                TextField {
                    objectName: "markValue" + row.index
                    width: (row.width - remove.width - 2 * row.spacing) * 0.5
                    code: true
                    text: row.value
                    placeholderText: qsTr("value")
                    onTextEdited: { rows.setProperty(row.index, "value", text); root.weigh(); }
                }
                IconButton {
                    id: remove
                    symbol: "cross"
                    text: qsTr("Take away")
                    onClicked: { rows.remove(row.index); root.weigh(); }
                }
            }
        }
        Button {
            objectName: "markAdd"
            small: true
            symbol: "plus"
            text: qsTr("One more")
            onClicked: root.add("", "")
        }
        Label {
            visible: text.length > 0
            width: parent.width
            text: now.error.length > 0 ? now.error : root.problem
            color: Theme.bad
            font: Theme.small
            wrapMode: Text.Wrap
        }
    }
}
