// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// Every kind of the cluster as a table, with the server's own columns; what is opened here is what is selected on the map.
// Keys: arrows move, Return opens, Space marks, Shift marks a range, Ctrl+A all, Ctrl+C copies as CSV, Menu asks for the verbs, Delete deletes
// what is marked, / filters.
FocusScope {
    id: root
    required property QtObject session
    required property Actions actions
    property string kind: "Pod"
    property string selectedNs
    property string selectedName ///< of this kind, or empty
    property string filter ///< cluster::Filter's grammar; the window's
    signal filterEdited(text: string)
    signal selected(kind: string, ns: string, name: string)
    signal menuRequested(kind: string, ns: string, name: string)
    signal told(message: string)

    property bool settled: false
    onSelectedNameChanged: root.reveal()
    onKindChanged: root.settled = false
    Connections {
        target: table
        function onCountChanged(): void {
            if (!root.settled && table.synced) {
                root.settled = true;
                Qt.callLater(root.reveal);
            }
        }
    }
    /// What was selected elsewhere comes into view.
    function reveal(): void {
        const row = root.selectedName.length > 0 ? table.rowOf(root.selectedNs, root.selectedName) : -1;
        if (row < 0 || row === list.currentIndex)
            return;
        list.currentIndex = row;
        list.positionViewAtIndex(row, ListView.Contain);
    }
    function copy(): void {
        clipboard.text = table.csv();
        clipboard.selectAll();
        clipboard.copy();
        clipboard.clear();
        root.told(table.marked > 0 ? qsTr("%Ln row(s) copied as CSV", "", table.marked) : qsTr("%Ln row(s) copied as CSV", "", table.count));
    }
    function save(): void {
        const file = table.saveCsv();
        root.told(file.length > 0 ? qsTr("Saved as %1").arg(file) : qsTr("The file could not be written"));
    }

    readonly property alias table: table
    readonly property var shownColumns: table.columns.filter(column => column.shown)
    readonly property var widths: {
        const wanted = root.shownColumns.map(column => Math.ceil(column.width * character.advanceWidth) + Theme.md);
        const sum = wanted.reduce((a, b) => a + b, 0);
        const spare = Math.max(0, list.width - Theme.control - sum) / Math.max(1, wanted.length);
        return wanted.map(width => width + spare);
    }

    /// What keys act on: what is marked, else where the keyboard is.
    readonly property var pointed: table.marked > 0 ? { kind: root.kind, keys: table.markedKeys(), item: list.currentItem }
        : list.activeFocus && list.currentItem ? { kind: root.kind, keys: [{ ns: list.currentItem["ns"], name: list.currentItem["name"] }], item: list.currentItem } : null

    function askDelete(): void {
        if (root.pointed)
            root.actions.invokeMany("delete", root.kind, root.pointed.keys);
    }

    TextEdit {
        id: clipboard
        visible: false
    }
    TextMetrics {
        id: character
        font: Theme.body
        text: "n"
    }
    KindList {
        id: kinds
        session: root.session
    }
    ResourceTable {
        id: table
        session: root.session
        kind: root.kind
        ns: namespaces.currentIndex > 0 ? namespaces.currentText : ""
        filter: root.filter
    }
    onFilterChanged: if (filter.text !== root.filter) filter.text = root.filter
    Shortcut { sequence: Shortcuts.keys.filter; enabled: root.visible; onActivated: filter.forceActiveFocus(Qt.ShortcutFocusReason) }

    KindPane {
        id: pane
        width: Theme.px(190)
        height: parent.height
        kinds: kinds.kinds
        current: root.kind
        onPicked: id => {
            root.kind = id;
            list.forceActiveFocus();
        }
    }
    Item {
        id: head
        anchors.left: pane.right
        anchors.leftMargin: Theme.xl
        anchors.right: parent.right
        height: Theme.control
        Label {
            id: title
            anchors.verticalCenter: parent.verticalCenter
            text: root.kind.split(".")[0]
            font: Theme.heading
        }
        Label {
            objectName: "listCount"
            anchors.left: title.right
            anchors.leftMargin: Theme.md
            anchors.baseline: title.baseline
            text: table.marked > 0 ? qsTr("%Ln marked", "", table.marked)
                : table.count < table.total ? qsTr("%1 of %2").arg(table.count).arg(table.total)
                : table.synced ? table.total.toLocaleString(Qt.locale(), "f", 0) : qsTr("Reading…")
            color: Theme.text3
        }
        Row {
            anchors.right: parent.right
            spacing: Theme.sm
            Button {
                objectName: "actMarked"
                visible: table.marked > 0
                text: qsTr("Actions")
                symbol: "more"
                onClicked: root.menuRequested(root.kind, table.markedKeys()[0].ns, table.markedKeys()[0].name)
            }
            Button {
                objectName: "deleteMarked"
                visible: table.marked > 0
                text: qsTr("Delete")
                symbol: "trash"
                kind: Button.Danger
                onClicked: root.askDelete()
            }
            ComboBox {
                id: namespaces
                objectName: "namespaces"
                visible: table.namespaced
                implicitWidth: Theme.px(170)
                model: [qsTr("All namespaces")].concat(kinds.namespaces)
                Accessible.name: qsTr("Namespace")
            }
            SearchField {
                id: filter
                objectName: "listFilter"
                width: Theme.px(220)
                placeholderText: qsTr("Filter")
                shortcut: Shortcuts.labels.filter
                text: root.filter
                invalid: table.filterProblem.length > 0
                onTextChanged: if (text !== root.filter) root.filterEdited(text)
                Keys.onDownPressed: list.forceActiveFocus()
            }
            IconButton {
                objectName: "export"
                symbol: "download"
                text: qsTr("Export")
                onClicked: exportMenu.popup(this, 0, height + Theme.xs)
                Menu {
                    id: exportMenu
                    MenuItem { text: qsTr("Copy as CSV"); symbol: "copy"; keys: "Ctrl+C"; onTriggered: root.copy() }
                    MenuItem { text: qsTr("Save as CSV"); symbol: "download"; onTriggered: root.save() }
                }
            }
            IconButton {
                objectName: "columns"
                symbol: "settings"
                text: qsTr("Columns")
                onClicked: columnMenu.popup(this, 0, height + Theme.xs)
                Menu {
                    id: columnMenu
                    Instantiator {
                        model: table.columns
                        onObjectAdded: (index, object) => columnMenu.insertItem(index, object)
                        onObjectRemoved: (index, object) => columnMenu.removeItem(object)
                        delegate: MenuItem {
                            required property int index
                            required property var modelData
                            text: modelData.title
                            checkable: true
                            checked: modelData.shown
                            enabled: index > 0
                            onTriggered: table.setShown(index, !modelData.shown)
                        }
                    }
                }
            }
        }
    }
    Panel {
        id: frame
        anchors.left: head.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: parent.bottom

        Item {
            id: header
            x: Theme.sm
            y: Theme.xs
            width: parent.width - 2 * Theme.sm
            height: Theme.control
            clip: true
            CheckBox {
                x: (Theme.control - Theme.icon) / 2
                anchors.verticalCenter: parent.verticalCenter
                checked: table.marked > 0 && table.marked === table.count
                Accessible.name: qsTr("Mark all")
                onToggled: table.markAll(checked)
            }
            Row {
                x: Theme.control - list.contentOffset
                Repeater {
                    model: table.columns
                    T.AbstractButton {
                        id: title
                        required property int index
                        required property var modelData
                        visible: title.modelData.shown
                        width: visible ? root.widths[root.shownColumns.findIndex(column => column.title === title.modelData.title)] || 0 : 0
                        height: header.height
                        text: title.modelData.title
                        hoverEnabled: true
                        onClicked: table.sortBy(title.index)
                        Accessible.role: Accessible.ColumnHeader
                        Accessible.name: title.text
                        contentItem: Row {
                            spacing: Theme.xs
                            Label {
                                anchors.verticalCenter: parent.verticalCenter
                                text: title.text
                                font: Theme.smallStrong
                                color: title.hovered ? Theme.text : Theme.text3
                            }
                            Icon {
                                visible: table.sortColumn === title.index
                                anchors.verticalCenter: parent.verticalCenter
                                name: "chevron-down"
                                rotation: table.descending ? 180 : 0
                                size: Theme.iconSmall - Theme.xxs
                                color: Theme.text3
                            }
                        }
                        FocusRing { control: title; shown: title.visualFocus }
                    }
                }
            }
            Divider {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.hair
            }
        }
        ListView {
            id: list
            objectName: "table"
            property int anchor: 0 ///< where a range that Shift marks begins
            property real contentOffset: 0
            readonly property real wanted: root.widths.reduce((a, b) => a + b, Theme.control)
            x: Theme.sm
            anchors.top: header.bottom
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.sm
            width: parent.width - 2 * Theme.sm
            clip: true
            focus: true
            model: table
            reuseItems: true
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            T.ScrollBar.vertical: ScrollBar { }
            Accessible.role: Accessible.Table
            Accessible.name: root.kind
            delegate: TableRow {
                width: list.width
                widths: root.widths
                offset: list.contentOffset
                current: ListView.isCurrentItem && list.activeFocus
                opened: root.selectedName.length > 0 && root.selectedName === name && root.selectedNs === ns
                onPicked: modifiers => {
                    list.forceActiveFocus();
                    list.currentIndex = index;
                    if (modifiers & Qt.ShiftModifier)
                        table.markRange(list.anchor, index);
                    else if (modifiers & Qt.ControlModifier)
                        table.mark(index, !marked);
                    else
                        root.selected(root.kind, ns, name);
                    list.anchor = index;
                }
                onMenuRequested: {
                    list.forceActiveFocus();
                    list.currentIndex = index;
                    root.menuRequested(root.kind, ns, name);
                }
                onMarkToggled: modifiers => {
                    if (modifiers & Qt.ShiftModifier)
                        table.markRange(list.anchor, index);
                    else
                        table.mark(index, !marked);
                    list.anchor = index;
                    list.currentIndex = index;
                }
            }
            WheelHandler {
                orientation: Qt.Horizontal
                onWheel: event => list.scrollColumns(-event.angleDelta.x / 2)
            }
            function scrollColumns(by: real): void {
                contentOffset = Math.max(0, Math.min(list.wanted - list.width, contentOffset + by));
            }
            onWidthChanged: list.scrollColumns(0)
            Keys.onReturnPressed: if (list.currentItem) root.selected(root.kind, list.currentItem["ns"], list.currentItem["name"])
            Keys.onSpacePressed: if (list.currentItem) table.mark(list.currentIndex, !list.currentItem["marked"])
            Keys.onDeletePressed: root.askDelete()
            Keys.onLeftPressed: list.scrollColumns(-Theme.xxl)
            Keys.onRightPressed: list.scrollColumns(Theme.xxl)
            Keys.onPressed: event => {
                const page = Math.max(1, Math.floor(list.height / (Theme.controlSmall + Theme.xs)) - 1);
                const to = ({ [Qt.Key_PageDown]: list.currentIndex + page, [Qt.Key_PageUp]: list.currentIndex - page,
                    [Qt.Key_Home]: 0, [Qt.Key_End]: table.count - 1 })[event.key];
                if (to !== undefined && table.count > 0) {
                    list.currentIndex = Math.max(0, Math.min(table.count - 1, to));
                    event.accepted = true;
                } else if (event.matches(StandardKey.SelectAll)) {
                    table.markAll(true);
                    event.accepted = true;
                } else if (event.matches(StandardKey.Copy)) {
                    root.copy();
                    event.accepted = true;
                } else if (list.currentItem && (event.key === Qt.Key_Menu || (event.key === Qt.Key_F10 && event.modifiers & Qt.ShiftModifier))) {
                    root.menuRequested(root.kind, list.currentItem["ns"], list.currentItem["name"]);
                    event.accepted = true;
                }
            }
        }
        EmptyState {
            anchors.centerIn: parent
            visible: table.refusal.length > 0
            symbol: "shield"
            title: qsTr("The cluster does not show this to you")
            text: table.refusal
        }
        EmptyState {
            anchors.centerIn: parent
            visible: table.synced && table.count === 0 && table.refusal.length === 0
            symbol: "list"
            title: table.total > 0 ? qsTr("Nothing matches the filter") : qsTr("There are none")
            text: table.filterProblem.length > 0 ? table.filterProblem
                : table.total > 0 ? qsTr("%Ln object(s) are hidden by it.", "", table.total) : ""
            Button {
                visible: table.total > 0
                text: qsTr("Show all")
                symbol: "cross"
                onClicked: root.filterEdited("")
            }
        }
    }
}
