// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// Find anything: objects of every kind, what can be done, kinds, namespaces. Arrows choose, Return goes there, Tab makes the text the
// window's filter, Esc closes. It does nothing itself: it says what was picked.
T.Popup {
    id: root
    required property QtObject session
    property var commands: [] ///< FindModel.commands
    readonly property alias model: found
    readonly property alias field: field
    readonly property alias list: list
    signal objectPicked(kind: string, ns: string, name: string)
    signal commandPicked(id: string)
    signal kindPicked(id: string)
    signal filterPicked(text: string)

    /// Opens with that text, selected: typing replaces it.
    function start(text: string): void {
        field.text = text;
        root.open();
        field.forceActiveFocus();
        field.selectAll();
    }
    function pick(index: int): void {
        const row = found.at(index);
        if (row.type === undefined || !row.enabled)
            return;
        found.remember(index);
        root.close();
        if (row.type === "object")
            root.objectPicked(row.kind, row.ns, row.name);
        else if (row.type === "command")
            root.commandPicked(row.id);
        else if (row.type === "kind")
            root.kindPicked(row.id);
        else
            root.filterPicked(row.id);
    }
    function narrow(): void {
        if (field.text.trim().length === 0)
            return;
        root.close();
        root.filterPicked(field.text.trim());
    }

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? Math.round(parent.height * 0.1) : 0
    width: Math.min(Theme.sheetWidth * 1.25, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    height: Math.min(parent ? parent.height * 0.8 : Theme.sheetWidth, head.height + list.contentHeight + foot.height + 2 * Theme.md + (note.visible ? note.implicitHeight : 0))
    modal: true
    focus: true
    padding: Theme.md
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onClosed: field.clear()
    T.Overlay.modal: Rectangle { color: Theme.scrim }
    background: Panel { color: Theme.popup }
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.fast } }
    exit: Transition { NumberAnimation { property: "opacity"; to: 0; duration: Theme.fast } }

    FindModel {
        id: found
        session: root.session
        active: root.visible
        text: field.text
        commands: root.commands
        onRanked: list.currentIndex = found.count > 0 ? Math.max(0, Math.min(list.currentIndex, found.count - 1)) : -1
        onTextChanged: list.currentIndex = 0
    }
    contentItem: FocusScope {
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Find")
        SearchField {
            id: field
            objectName: "findText"
            width: parent.width
            implicitHeight: Theme.control + Theme.sm
            focus: true
            font: Theme.label
            placeholderText: qsTr("Name, IP, action, or ns: node: ip: status: kind: -l key=value !not")
            invalid: found.notice.length > 0 && found.count === 0
            Accessible.name: qsTr("Find")
            Accessible.description: list.currentIndex >= 0 && found.count > 0 ? found.at(list.currentIndex).title : ""
            onAccepted: root.pick(list.currentIndex)
            Keys.onDownPressed: list.step(1)
            Keys.onUpPressed: list.step(-1)
            Keys.onTabPressed: root.narrow()
            Keys.onEscapePressed: root.close()
            Keys.onPressed: event => {
                if (event.key === Qt.Key_PageDown || event.key === Qt.Key_PageUp) {
                    list.step(event.key === Qt.Key_PageDown ? 8 : -8);
                    event.accepted = true;
                }
            }
        }
        Item {
            id: head
            width: parent.width
            height: field.height + Theme.sm
        }
        Label {
            id: note
            visible: text.length > 0
            anchors.top: head.bottom
            x: Theme.md
            width: parent.width - 2 * Theme.md
            bottomPadding: Theme.sm
            text: found.notice.length > 0 ? found.notice
                : found.count === 0 && field.text.length > 0 ? (found.reading ? qsTr("Reading…") : qsTr("Nothing of that name, address or word.")) : ""
            color: found.notice.length > 0 ? Theme.warn : Theme.text3
            wrapMode: Text.Wrap
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
        ListView {
            id: list
            objectName: "findRows"
            function step(by: int): void {
                if (count > 0)
                    currentIndex = Math.abs(by) === 1 ? (currentIndex + by + count) % count : Math.max(0, Math.min(count - 1, currentIndex + by));
            }
            anchors.top: note.visible ? note.bottom : head.bottom
            anchors.bottom: foot.top
            width: parent.width
            clip: true
            model: found
            currentIndex: 0
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            T.ScrollBar.vertical: ScrollBar { }
            Accessible.role: Accessible.List
            Accessible.name: qsTr("What was found")
            delegate: FindRow {
                width: ListView.view ? ListView.view.width : 0
                current: ListView.isCurrentItem
                previousSection: index > 0 ? found.at(index - 1).section || "" : ""
                onEntered: list.currentIndex = index
                onPicked: root.pick(index)
            }
        }
        Item {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.controlSmall + Theme.xs
            Divider { width: parent.width; height: Theme.hair }
            Row {
                x: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.lg
                component Hint: Row {
                    id: hint
                    property string keys
                    property string text
                    spacing: Theme.xs
                    KeyCap { anchors.verticalCenter: parent.verticalCenter; text: hint.keys }
                    Label { anchors.verticalCenter: parent.verticalCenter; text: hint.text; font: Theme.small; color: Theme.text3 }
                }
                Hint { keys: "↑ ↓"; text: qsTr("choose") }
                Hint { keys: "↵"; text: qsTr("go there") }
                Hint { visible: field.text.trim().length > 0; keys: qsTr("Tab"); text: qsTr("show only these") }
            }
            Label {
                anchors.right: parent.right
                anchors.rightMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                text: found.more > 0 ? qsTr("and %Ln more: type on", "", found.more) : found.reading && found.count > 0 ? qsTr("Reading…") : ""
                font: Theme.small
                color: Theme.text3
            }
        }
    }
}
