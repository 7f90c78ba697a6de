// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Before something is deleted: what else goes, what may stay, what holds it.
VerbSheet {
    id: root
    readonly property bool many: root.keys.length > 1
    readonly property bool isMachine: root.kind === "Machine" || (root.kind === "Node" && now.ready)
    readonly property bool isPod: root.kind === "Pod"
    title: root.many ? qsTr("Delete %Ln object(s)?", "", root.keys.length) : root.isMachine ? qsTr("Remove %1?").arg(root.name) : qsTr("Delete %1?").arg(root.name)
    subtitle: root.many ? root.keys.slice(0, 6).map(key => key.name).join(", ") + (root.keys.length > 6 ? " …" : "")
        : root.isMachine ? qsTr("The machine is switched off and its disk is removed. Its pods start again elsewhere.")
        : now.leaving ? qsTr("It is being deleted already.")
        : now.owner.length > 0 ? qsTr("%1 owns it, and replaces it if it still wants it.").arg(now.owner) : ""
    verb: root.isMachine ? qsTr("Remove") : qsTr("Delete")
    danger: true
    choice: {
        const choice = {};
        if (orphan.checked)
            choice.orphan = true;
        if (force.checked)
            choice.grace = 0;
        else if (root.isPod && !root.many && now.ready && grace.value !== now.grace)
            choice.grace = grace.value;
        return choice;
    }
    onStarted: {
        orphan.checked = force.checked = false;
        if (root.many)
            return;
        now.read(root.kind === "Node" ? "Machine" : root.kind, root.ns, root.name); // a node's machine, where it has one, is what is deleted
        others.read(root.kind === "Machine" ? "Node" : root.kind, root.ns, root.name);
    }

    ObjectReading {
        id: now
        session: root.session
        onArrived: grace.value = now.grace
    }
    Dependents {
        id: others
        session: root.session
    }
    Column {
        width: parent.width
        spacing: Theme.md
        Label {
            visible: now.error.length > 0 && root.kind !== "Node"
            width: parent.width
            text: now.error
            color: Theme.bad
            wrapMode: Text.Wrap
        }
        Row {
            visible: now.finalizers.length > 0
            width: parent.width
            spacing: Theme.sm
            Icon { name: "clock"; size: Theme.iconSmall; color: Theme.warn }
            Label {
                width: parent.width - Theme.xl
                text: qsTr("It stays until this is done with it: %1").arg(now.finalizers.join(", "))
                color: Theme.warn
                wrapMode: Text.Wrap
            }
        }
        Label {
            visible: !root.many && others.busy
            text: qsTr("Looking for what it owns…")
            color: Theme.text3
        }
        Rectangle {
            visible: others.count > 0
            width: parent.width
            height: goes.implicitHeight + 2 * Theme.md
            radius: Theme.radius
            color: Theme.well
            border.color: Theme.hairline
            Column {
                id: goes
                x: Theme.md
                y: Theme.md
                width: parent.width - 2 * Theme.md
                spacing: Theme.xs
                Label {
                    width: parent.width
                    text: orphan.checked ? qsTr("Stays, without an owner:") : root.isMachine || root.kind === "Node" ? qsTr("Runs on it:") : qsTr("Goes with it:")
                    font: Theme.bodyStrong
                }
                Repeater {
                    model: others.groups
                    Item {
                        id: group
                        required property var modelData
                        width: parent.width
                        height: Math.max(what.implicitHeight, names.implicitHeight)
                        Accessible.role: Accessible.ListItem
                        Accessible.name: what.text + ": " + names.text
                        Label {
                            id: what
                            width: parent.width * 0.4
                            text: group.modelData.count.toLocaleString(Qt.locale(), "f", 0) + " " + group.modelData.kind
                            color: Theme.text2
                            elide: Text.ElideRight
                        }
                        MonoLabel {
                            id: names
                            anchors.left: what.right
                            anchors.right: parent.right
                            text: group.modelData.names + (group.modelData.count > 5 ? " …" : "")
                            elide: Text.ElideMiddle
                        }
                    }
                }
            }
        }
        Label {
            visible: !root.many && !others.busy && others.count === 0 && others.unknown.length === 0 && now.ready && !root.isMachine
            text: qsTr("Nothing else goes with it.")
            color: Theme.text3
        }
        Label {
            visible: others.unknown.length > 0
            width: parent.width
            text: qsTr("Could not be looked through: %1. There may be more.").arg(others.unknown.join(", "))
            color: Theme.warn
            font: Theme.small
            wrapMode: Text.Wrap
        }
        CheckBox {
            id: orphan
            objectName: "deleteOrphan"
            visible: !root.many && others.count > 0 && !root.isMachine && root.kind !== "Node" && root.kind !== "Namespace" && root.kind !== "CustomResourceDefinition"
            text: qsTr("Leave what it owns")
        }
        FormRow {
            visible: root.isPod && !root.many
            width: parent.width
            label: qsTr("Seconds to stop in")
            NumberField {
                id: grace
                objectName: "deleteGrace"
                enabled: !force.checked
                from: 1
                to: 86400
                Accessible.name: qsTr("Seconds to stop in")
            }
        }
        CheckBox {
            id: force
            objectName: "deleteForce"
            visible: root.isPod
            text: qsTr("At once, without waiting for the node: its containers may still run")
        }
    }
}
