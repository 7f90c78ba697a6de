// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// What a verb has to ask before it is done: the common part of its sheets. `choice` goes to Actions as it is; what it comes down to can be looked at.
Sheet {
    id: root
    required property QtObject session
    required property Actions actions
    required property string verbId
    required property string kind
    required property var keys ///< [{ns, name}]: one object, or several
    readonly property string ns: root.keys.length > 0 ? root.keys[0].ns : ""
    readonly property string name: root.keys.length > 0 ? root.keys[0].name : ""
    property var choice: ({})
    property bool ready: true ///< nothing is missing
    property string verb
    property bool danger: false
    property var command: root.opened ? root.actions.command(root.verbId, root.kind, root.ns, root.name, root.choice) : ({})
    default property alias content: holder.data
    signal started

    function start(): void {
        root.open();
        root.started();
    }
    function commit(): void {
        if (root.ready)
            root.accept();
    }
    /// What is done in the end; some verbs have a way of their own.
    function carryOut(): void {
        root.actions.actMany(root.verbId, root.kind, root.keys, root.choice);
    }
    onAccepted: root.carryOut()

    Shortcut {
        sequence: Shortcuts.keys.submit
        enabled: root.opened && root.ready
        onActivated: root.commit()
    }
    body: [
        Column {
            width: parent.width
            spacing: Theme.md
            Item {
                id: holder
                width: parent.width
                height: childrenRect.height
            }
            CommandLines {
                width: parent.width
                kubectl: root.command.kubectl || ""
                request: root.command.request || ""
            }
        }
    ]
    buttons: [
        Button { text: qsTr("Cancel"); onClicked: root.reject() },
        Button {
            objectName: "verbSubmit"
            focus: root.danger // what has no field to begin with is confirmed by Return
            text: root.verb
            kind: root.danger ? Button.Danger : Button.Primary
            enabled: root.ready
            onClicked: root.commit()
        }
    ]
}
