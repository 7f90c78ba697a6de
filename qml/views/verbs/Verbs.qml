// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// All that asks before something is done to an object: its menu, the sheets of the verbs, the keys, and the long work that is under way.
// Connect `page` to whatever shows an object's pages.
Item {
    id: root
    required property QtObject session
    required property Actions actions
    property string kind ///< of what is selected
    property var keys: [] ///< the selected object, or the marked ones: [{ns, name}]
    property bool keysWork: true ///< nobody types
    property Item at ///< where a menu opens that was asked for by keyboard
    signal page(id: string, kind: string, ns: string, name: string)

    readonly property var pages: ["logs", "shell", "ports", "describe", "yaml", "edit"]
    readonly property bool busy: root.actions.task !== null && root.actions.task.running
    readonly property alias menu: menu
    readonly property alias sheet: holder.item

    /// For that object; for all that are marked, if it is one of them. At a point of an item; without one at what the keyboard is at, else where the
    /// mouse is.
    function showMenu(kind: string, ns: string, name: string, at: Item, point: point): void {
        const marked = kind === root.kind && root.keys.some(key => key.ns === ns && key.name === name);
        const focused = root.Window.activeFocusItem;
        menu.show(kind, marked ? root.keys : [{ ns: ns, name: name }], at ? at : focused && focused["visualFocus"] ? focused : null, point);
    }
    function ask(id: string, kind: string, keys: var): void {
        const sheets = { scale: scale, rollback: rollback, expose: expose, drain: drain, taint: taint, label: marks, annotate: marks, "delete": removal };
        if (!sheets[id])
            return;
        holder.asked = { id: id, kind: kind, keys: keys };
        holder.sourceComponent = undefined;
        holder.sourceComponent = sheets[id];
        holder.item.start();
    }

    Connections {
        target: root.actions
        function onAsked(id: string, kind: string, ns: string, name: string): void {
            if (root.pages.includes(id))
                root.page(id, kind, ns, name);
            else
                root.ask(id, kind, [{ ns: ns, name: name }]);
        }
        function onAskedMany(id: string, kind: string, keys: var): void {
            root.ask(id, kind, keys);
        }
        function onTaskChanged(): void {
            if (root.actions.task)
                progress.open();
        }
    }
    ObjectMenu {
        id: menu
        actions: root.actions
    }
    VerbKeys {
        enabled: root.keysWork && root.visible
        actions: root.actions
        kind: menu.opened ? menu.kind : root.kind // an open menu is what the keys are about
        keys: menu.opened ? menu.keys : root.keys
        onPressed: menu.close()
        onMenuRequested: menu.show(root.kind, root.keys, root.at, Qt.point(0, 0))
    }
    Loader {
        id: holder
        property var asked: ({ id: "", kind: "", keys: [] })
    }
    Component { id: scale; ScaleSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: rollback; RollbackSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: expose; ExposeSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: drain; DrainSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: taint; TaintSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: marks; MarksSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    Component { id: removal; DeleteSheet { session: root.session; actions: root.actions; verbId: holder.asked.id; kind: holder.asked.kind; keys: holder.asked.keys } }
    TaskSheet {
        id: progress
        task: root.actions.task
    }
    Button { // what goes on behind
        objectName: "taskUnderway"
        visible: root.busy && !progress.opened
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        small: true
        symbol: "clock"
        text: root.busy ? root.actions.task.title + ": " + root.actions.task.step : ""
        onClicked: progress.open()
    }
}
