// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The taints of a node: which pods it turns away.
VerbSheet {
    id: root
    readonly property var effects: ["NoSchedule", "PreferNoSchedule", "NoExecute"]
    property string problem
    property bool changedHere: false
    title: qsTr("Taints of %1").arg(root.name)
    subtitle: qsTr("A pod that does not tolerate them is kept away, or with NoExecute sent away.")
    verb: qsTr("Save")
    ready: root.changedHere && root.problem.length === 0
    onStarted: {
        rows.clear();
        root.changedHere = false;
        now.read(root.kind, root.ns, root.name);
    }
    function weigh(): void {
        const taints = [];
        root.problem = "";
        for (let i = 0; i < rows.count; ++i) {
            const row = rows.get(i);
            if (row.key.length === 0)
                continue;
            root.problem = root.problem || root.actions.problemOfMark("label", row.key, row.value);
            taints.push({ key: row.key, value: row.value, effect: row.effect });
        }
        root.choice = { taints: taints };
        root.changedHere = JSON.stringify(taints) !== JSON.stringify(now.taints.map(taint => ({ key: taint.key, value: taint.value, effect: taint.effect })));
    }

    ObjectReading {
        id: now
        session: root.session
        onArrived: {
            for (const taint of now.taints)
                rows.append({ key: taint.key, value: taint.value, effect: taint.effect });
            if (rows.count === 0)
                rows.append({ key: "", value: "", effect: "NoSchedule" });
            root.weigh();
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
                required property string effect
                readonly property real rest: (row.width - remove.width - 3 * row.spacing)
                width: parent.width
                spacing: Theme.sm
                TextField {
                    objectName: "taintKey" + row.index
                    width: row.rest * 0.38
                    code: true
                    text: row.key
                    placeholderText: qsTr("key")
                    onTextEdited: { rows.setProperty(row.index, "key", text); root.weigh(); }
                }
                TextField {
                    width: row.rest * 0.24
                    code: true
                    text: row.value
                    placeholderText: qsTr("value")
                    onTextEdited: { rows.setProperty(row.index, "value", text); root.weigh(); }
                }
                ComboBox {
                    implicitWidth: row.rest * 0.38
                    model: root.effects
                    currentIndex: root.effects.indexOf(row.effect)
                    Accessible.name: qsTr("Effect")
                    onActivated: index => { rows.setProperty(row.index, "effect", root.effects[index]); root.weigh(); }
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
            small: true
            symbol: "plus"
            text: qsTr("One more")
            onClicked: rows.append({ key: "", value: "", effect: "NoSchedule" })
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
