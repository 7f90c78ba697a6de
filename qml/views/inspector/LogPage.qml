// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Dialogs
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// The logs of an object's containers, merged by time: follows at the end, stays where the reader scrolled to.
FocusScope {
    id: root
    required property QtObject session
    required property string kind
    required property string ns
    required property string name
    readonly property alias log: log
    readonly property bool typing: search.activeFocus || moment.activeFocus
    property bool timed: true
    property bool wrapped: true
    property bool colored: true
    readonly property var sources: log.sources
    readonly property bool merged: root.sources.length > 1
    signal told(ok: bool, message: string)

    function find(forward: bool): void {
        const row = log.nextMatch(list.currentIndex, forward);
        if (row >= 0)
            root.goTo(row);
    }
    function goTo(row: int): void {
        list.following = false;
        list.currentIndex = Math.min(row, log.count - 1);
        list.positionViewAtIndex(list.currentIndex, ListView.Center);
    }

    LogModel {
        id: log
        session: root.session
        kind: root.kind
        ns: root.ns
        name: root.name
        container: picker.container
        previous: earlier.checked
        level: levels.currentIndex
        search: search.text
        mark: Theme.accent
        palette: root.colored ? Array.from(Theme.ansi) : []
        onCountChanged: if (list.following) Qt.callLater(list.positionViewAtEnd)
        onSaved: (ok, message) => root.told(ok, message)
    }
    Shortcut { sequence: Shortcuts.keys.search; enabled: root.visible; onActivated: search.forceActiveFocus(Qt.ShortcutFocusReason) }
    Shortcut { sequence: Shortcuts.keys.searchNext; enabled: root.visible && log.matches > 0; onActivated: root.find(true) }
    Shortcut { sequence: Shortcuts.keys.searchPrevious; enabled: root.visible && log.matches > 0; onActivated: root.find(false) }
    Shortcut { sequence: Shortcuts.keys.save; enabled: root.visible && log.count > 0; onActivated: root.save() }

    function save(): void {
        file.selectedFile = log.suggestedFile();
        file.open();
    }
    FileDialog {
        id: file
        title: qsTr("Save the log")
        fileMode: FileDialog.SaveFile
        nameFilters: [qsTr("Logs (*.log *.txt)"), qsTr("All files (*)")]
        onAccepted: log.save(file.selectedFile)
    }

    Column {
        id: tools
        width: parent.width
        spacing: Theme.sm
        Row {
            width: parent.width
            spacing: Theme.xs
            SearchField {
                id: search
                objectName: "logSearch"
                width: parent.width - (steps.visible ? steps.width + Theme.xs : 0) - more.width - Theme.xs
                placeholderText: qsTr("Find in the log")
                Accessible.name: placeholderText
                Keys.onReturnPressed: event => root.find(!(event.modifiers & Qt.ShiftModifier))
                Keys.onDownPressed: list.forceActiveFocus()
            }
            Row {
                id: steps
                visible: search.text.length > 0
                Label {
                    objectName: "logMatches"
                    height: Theme.control
                    rightPadding: Theme.xs
                    text: log.matches === 0 ? qsTr("None") : qsTr("%1 of %2").arg(list.currentIndex < 0 ? "–" : Math.min(log.matchesBefore(list.currentIndex) + 1, log.matches)).arg(log.matches)
                    color: Theme.text2
                    font: Theme.small
                }
                IconButton {
                    symbol: "chevron-up"
                    text: qsTr("The match before (Shift+F3)")
                    enabled: log.matches > 0
                    onClicked: root.find(false)
                }
                IconButton {
                    symbol: "chevron-down"
                    text: qsTr("The next match (F3)")
                    enabled: log.matches > 0
                    onClicked: root.find(true)
                }
            }
            IconButton {
                id: more
                objectName: "logMore"
                symbol: "more"
                text: qsTr("How the log is shown")
                onClicked: menu.popup(more, more.width - menu.width, more.height + Theme.xs)
                Menu {
                    id: menu
                    MenuItem { text: qsTr("Times"); checkable: true; checked: root.timed; onTriggered: root.timed = checked }
                    MenuItem { text: qsTr("Wrap lines"); checkable: true; checked: root.wrapped; onTriggered: root.wrapped = checked }
                    MenuItem { text: qsTr("Colours"); checkable: true; checked: root.colored; onTriggered: root.colored = checked }
                    MenuItem { id: earlier; text: qsTr("Before the last restart"); checkable: true }
                    MenuItem { text: qsTr("Go to a time…"); symbol: "clock"; onTriggered: jump.open() }
                    MenuItem { text: qsTr("Save…"); keys: Shortcuts.labels.save; symbol: "download"; enabled: log.count > 0; onTriggered: root.save() }
                    MenuItem { text: qsTr("Clear"); symbol: "trash"; enabled: log.count > 0; onTriggered: log.clear() }
                }
                T.Popup {
                    id: jump
                    x: more.width - width
                    y: more.height + Theme.xs
                    padding: Theme.md
                    background: Panel { color: Theme.popup }
                    onOpened: moment.forceActiveFocus()
                    contentItem: Column {
                        spacing: Theme.sm
                        TextField {
                            id: moment
                            code: true
                            placeholderText: qsTr("14:05, 14:05:30, 10m, 2h")
                            Accessible.name: qsTr("Time to go to")
                            onAccepted: {
                                const row = log.rowAt(moment.text);
                                moment.invalid = row < 0;
                                if (row < 0)
                                    return;
                                root.goTo(row);
                                jump.close();
                                list.forceActiveFocus();
                            }
                        }
                        Label {
                            width: moment.width
                            text: moment.invalid ? qsTr("Not a time") : qsTr("A time of day, or how long ago")
                            color: moment.invalid ? Theme.bad : Theme.text3
                            font: Theme.small
                        }
                    }
                }
            }
        }
        Flow {
            width: parent.width
            spacing: Theme.sm
            Segmented {
                id: levels
                objectName: "logLevels"
                options: [qsTr("All"), qsTr("Warnings"), qsTr("Errors")]
                Accessible.name: qsTr("Which lines")
                onPicked: index => levels.currentIndex = index
            }
            ContainerPicker {
                id: picker
                objectName: "logContainer"
                containers: log.containers
                all: true
            }
        }
        Flow {
            visible: root.merged
            width: parent.width
            spacing: Theme.xs
            Repeater {
                model: root.merged ? root.sources : []
                LogSourceChip {
                    required property var modelData
                    required property int index
                    hue: Theme.hue(index)
                    text: modelData.tag
                    name: modelData.name
                    live: modelData.state === "live" || modelData.state === "history"
                    troubled: modelData.state === "reconnecting" || modelData.state === "refused"
                    off: modelData.hidden
                    message: modelData.message
                    onToggled: log.toggleSource(index)
                }
            }
        }
    }
    Rectangle {
        id: well
        anchors.top: tools.bottom
        anchors.topMargin: Theme.md
        anchors.bottom: foot.top
        anchors.bottomMargin: foot.height > 0 ? Theme.sm : 0
        width: parent.width
        radius: Theme.radius
        color: Theme.well
        border.width: list.activeFocus ? Theme.line : Theme.hair
        border.color: list.activeFocus ? Theme.focus : Theme.hairline
        TextMetrics {
            id: letter
            font: Theme.monoTiny
            text: "0"
        }
        ListView {
            id: list
            objectName: "logLines"
            property bool following: true
            anchors.fill: parent
            anchors.margins: Theme.md
            clip: true
            focus: true
            activeFocusOnTab: true
            model: log
            reuseItems: true
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            flickableDirection: Flickable.AutoFlickIfNeeded
            contentWidth: root.wrapped ? width : Math.max(width, (log.columns + 24) * letter.advanceWidth)
            highlightMoveDuration: 0
            onMovementEnded: list.following = list.atYEnd
            onContentHeightChanged: if (list.following) Qt.callLater(list.positionViewAtEnd) // lines get their heights later
            onContentYChanged: if (bar.pressed) list.following = list.atYEnd
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Log of %1").arg(root.name)
            T.ScrollBar.vertical: ScrollBar { id: bar }
            T.ScrollBar.horizontal: ScrollBar { }
            Keys.onPressed: event => {
                const extend = (event.modifiers & Qt.ShiftModifier) !== 0;
                const page = Math.max(1, Math.floor(list.height / (letter.height + Theme.xxs)) - 1);
                const at = list.currentIndex < 0 ? log.count : list.currentIndex;
                const steps = { [Qt.Key_Up]: -1, [Qt.Key_Down]: 1, [Qt.Key_PageUp]: -page, [Qt.Key_PageDown]: page, [Qt.Key_Home]: -log.count, [Qt.Key_End]: log.count };
                event.accepted = true;
                if (event.matches(StandardKey.Copy))
                    log.copySelection();
                else if (event.matches(StandardKey.SelectAll))
                    log.selectAll();
                else if (event.key === Qt.Key_Escape && log.selected > 0)
                    log.select(-1, false);
                else if (steps[event.key] !== undefined && log.count > 0)
                    list.pick(Math.max(0, Math.min(log.count - 1, at + steps[event.key])), extend);
                else
                    event.accepted = false;
            }
            function pick(row: int, extend: bool): void {
                list.currentIndex = row;
                list.following = row === log.count - 1;
                log.select(row, extend);
            }
            delegate: LogLine {
                width: Math.max(list.width, list.contentWidth) - (bar.visible ? bar.width : 0)
                current: ListView.isCurrentItem
                timed: root.timed
                wrapped: root.wrapped
                tagged: root.merged
                onPicked: extend => {
                    list.forceActiveFocus();
                    list.pick(index, extend);
                }
            }
        }
        Label {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.xl
            visible: log.count === 0
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            color: Theme.text3
            text: log.total > 0 ? qsTr("No line is as bad as that") : log.message.length > 0 ? log.message : log.loading ? qsTr("Reading…") : qsTr("Nothing written yet")
        }
        Rectangle {
            anchors.fill: follow
            visible: follow.visible
            radius: Theme.radius
            color: Theme.popup
        }
        Button {
            id: follow
            objectName: "logFollow"
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.sm
            anchors.rightMargin: Theme.xl
            visible: !list.following && log.count > 0
            small: true
            text: qsTr("Follow")
            symbol: "chevron-down"
            onClicked: {
                list.following = true;
                list.currentIndex = -1;
                list.positionViewAtEnd();
            }
        }
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        Row {
            visible: log.selected > 0
            width: parent.width
            spacing: Theme.sm
            Label {
                width: parent.width - copy.width - Theme.sm
                height: copy.height
                text: qsTr("%Ln line(s) selected", "", log.selected)
                color: Theme.text2
            }
            Button {
                id: copy
                small: true
                symbol: "copy"
                text: qsTr("Copy")
                onClicked: log.copySelection()
            }
        }
        Label {
            objectName: "logMessage"
            visible: text.length > 0
            width: parent.width
            text: log.count > 0 ? log.message : ""
            color: Theme.text3
            font: Theme.small
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }
    }
}
