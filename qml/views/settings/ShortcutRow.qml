// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// The keys of one shortcut: press the button, then the new keys; Esc leaves it, Backspace takes them away.
SettingRow {
    id: root
    required property var modelData ///< of Shortcuts.sections
    property bool listening: false
    label: root.modelData.title

    function take(keys: string): void {
        root.listening = false;
        root.error = Shortcuts.rebind(root.modelData.id, keys);
    }
    Row {
        spacing: Theme.xs
        IconButton {
            objectName: "reset-" + root.modelData.id
            visible: root.modelData.changed
            symbol: "refresh"
            text: qsTr("As it was")
            onClicked: {
                root.error = "";
                Shortcuts.reset(root.modelData.id);
            }
        }
        Button {
            id: keys
            objectName: "keys-" + root.modelData.id
            width: Theme.px(190)
            enabled: !root.modelData.fixed
            checked: root.listening
            text: root.listening ? qsTr("Press the keys…") : root.modelData.label.length > 0 ? root.modelData.label : qsTr("none")
            hint: root.modelData.fixed ? qsTr("This one cannot be changed.") : ""
            Accessible.name: root.modelData.title + ": " + keys.text
            onClicked: {
                root.error = "";
                root.listening = true;
            }
            onActiveFocusChanged: root.listening = root.listening && keys.activeFocus
            Keys.onShortcutOverride: event => event.accepted = root.listening
            Keys.onPressed: event => {
                if (!root.listening)
                    return;
                event.accepted = true;
                const pressed = Shortcuts.pressed(event.key, event.modifiers);
                if (event.key === Qt.Key_Escape)
                    root.listening = false;
                else if (event.key === Qt.Key_Backspace)
                    root.take("");
                else if (pressed.length > 0)
                    root.take(pressed);
            }
        }
    }
}
