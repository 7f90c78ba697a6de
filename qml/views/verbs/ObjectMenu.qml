// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// What can be done to an object, or to several of a kind. Arrows and Return choose, `c` shows the command that the chosen one stands for, Ctrl+C copies it.
Menu {
    id: root
    required property Actions actions
    property string kind
    property var keys: [] ///< [{ns, name}]
    property bool tellsCommand: false
    // Again with what was learnt of rights since.
    readonly property var offers: root.actions.rights >= 0 && root.keys.length > 0 ? root.actions.verbsOfMany(root.kind, root.keys) : []
    readonly property var chosen: root.offers[Math.max(0, root.currentIndex)] || null
    readonly property var command: root.chosen && root.keys.length === 1
        ? root.actions.command(root.chosen.id, root.kind, root.keys[0].ns, root.keys[0].name) : ({})

    /// At a point of the item `at`; without one where the mouse is.
    function show(kind: string, keys: var, at: Item, point: point): void {
        root.kind = kind;
        root.keys = keys;
        if (root.offers.length === 0)
            return;
        if (at) {
            root.popup(at, point.x, point.y);
            root.currentIndex = 0;
        } else {
            root.popup();
        }
    }

    implicitWidth: Theme.px(root.tellsCommand ? 420 : 280) + root.leftPadding + root.rightPadding
    foot: [
        Item {
            width: parent.width
            height: root.keys.length === 1 ? lines.implicitHeight + Theme.sm : 0
            visible: height > 0
            Divider {
                x: Theme.sm
                y: Theme.xs
                width: parent.width - 2 * Theme.sm
            }
            CommandLines {
                id: lines
                x: Theme.xs
                y: Theme.sm
                width: parent.width - 2 * Theme.xs
                kubectl: root.command.kubectl || ""
                request: root.command.request || ""
                shown: root.tellsCommand
                onShownChanged: root.tellsCommand = lines.shown
            }
        }
    ]
    onKeyPressed: event => {
        event.accepted = true;
        if (event.key === Qt.Key_C && event.modifiers & Qt.ControlModifier)
            lines.copy(lines.kubectl);
        else if (event.key === Qt.Key_C)
            root.tellsCommand = !root.tellsCommand;
        else
            event.accepted = false;
    }
    Instantiator {
        model: root.offers
        onObjectAdded: (index, object) => root.insertItem(index, object)
        onObjectRemoved: (index, object) => root.removeItem(object)
        delegate: MenuItem {
            required property int index
            required property var modelData
            objectName: "verb-" + modelData.id
            text: modelData.title
            symbol: modelData.symbol
            keys: Shortcuts.labels[modelData.id] || ""
            danger: modelData.danger
            enabled: modelData.enabled
            detail: modelData.reason
            divided: index > 0 && root.offers[index - 1] !== undefined && root.offers[index - 1].group !== modelData.group
            onTriggered: root.actions.invokeMany(modelData.id, root.kind, root.keys)
        }
    }
}
