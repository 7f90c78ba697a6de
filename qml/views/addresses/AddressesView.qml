// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// Who has which address: of services, node ports, nodes, and the pods of each node. What is selected here is what is selected elsewhere.
// Keys: arrows move from cell to cell, Page Up and Page Down from range to range, Return selects, / finds.
FocusScope {
    id: root
    required property QtObject session
    property var workloads: [] ///< [{id, hue}]
    property string selectedKind
    property string selectedNs
    property string selectedName
    signal selected(kind: string, ns: string, name: string)

    readonly property alias board: board
    property int block: 0 ///< where the keyboard is
    property int cell: 0
    property int turn: 0 ///< which of a cell's holders
    readonly property BlockCard card: grid.currentItem as BlockCard

    function goTo(block: int, cell: int): void {
        root.block = Math.max(0, Math.min(board.count - 1, block));
        grid.currentIndex = root.block;
        grid.positionViewAtIndex(root.block, GridView.Contain);
        root.cell = Math.max(0, Math.min((root.card ? root.card.cells : 1) - 1, cell));
    }
    function move(dx: int, dy: int): void {
        const columns = root.card ? root.card.columns : 1;
        const to = root.cell + dx + dy * columns;
        if (to < 0)
            root.goTo(root.block - 1, 1e6);
        else if (root.card && to >= root.card.cells)
            root.goTo(root.block + 1, 0);
        else
            root.cell = to;
    }
    function choose(block: int, cell: int): void {
        root.turn = block === root.block && cell === root.cell ? root.turn + 1 : 0;
        root.block = block;
        root.cell = cell;
        const here = board.cell(block, cell, root.turn);
        if (here.name)
            root.selected(here.kind, here.ns, here.name);
    }
    /// What was selected elsewhere comes into view.
    function reveal(): void {
        const here = board.cell(root.block, root.cell, root.turn);
        if (root.selectedName.length === 0 || (here.kind === root.selectedKind && here.name === root.selectedName && here.ns === root.selectedNs))
            return;
        const where = board.whereSelected();
        if (where.block >= 0)
            root.goTo(where.block, where.cell);
    }
    onSelectedNameChanged: Qt.callLater(root.reveal)
    property bool settled: false
    Connections {
        target: board
        function onBoardChanged(): void {
            if (!root.settled && board.loaded) {
                root.settled = true;
                Qt.callLater(root.reveal);
            }
        }
    }
    function find(text: string): void {
        const found = board.find(text);
        answer.text = found.text;
        if (found.block >= 0) {
            root.goTo(found.block, found.cell);
            grid.marking = true;
        }
    }

    AddressBoard {
        id: board
        session: root.session
        workloads: root.workloads
        selected: ({ kind: root.selectedKind, ns: root.selectedNs, name: root.selectedName })
    }
    Shortcut { sequence: Shortcuts.keys.filter; enabled: root.visible; onActivated: search.forceActiveFocus(Qt.ShortcutFocusReason) }

    Item {
        id: head
        width: parent.width
        height: Theme.control
        Label {
            id: title
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Addresses")
            font: Theme.heading
        }
        Label {
            objectName: "addressSummary"
            anchors.left: title.right
            anchors.leftMargin: Theme.md
            anchors.baseline: title.baseline
            text: board.loaded ? board.summary : qsTr("Reading…")
            color: Theme.text3
        }
        Label {
            id: answer
            objectName: "addressAnswer"
            anchors.right: search.left
            anchors.rightMargin: Theme.md
            anchors.left: title.right
            anchors.leftMargin: Theme.fieldWidth
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            elide: Text.ElideMiddle
            font: Theme.monoSmall
            color: Theme.text2
        }
        SearchField {
            id: search
            objectName: "findAddress"
            anchors.right: parent.right
            width: Theme.px(260)
            placeholderText: qsTr("Address, port or name")
            Accessible.name: qsTr("Find an address")
            shortcut: "/"
            onTextChanged: root.find(text)
            onAccepted: {
                root.find(text);
                grid.forceActiveFocus();
            }
            Keys.onDownPressed: grid.forceActiveFocus()
        }
    }
    Column {
        id: alarms
        anchors.top: head.bottom
        anchors.topMargin: visible ? Theme.md : 0
        width: parent.width
        height: visible ? implicitHeight : 0
        visible: board.full.length > 0
        spacing: Theme.sm
        Repeater {
            model: board.full.slice(0, 3)
            Rectangle {
                id: alarm
                required property var modelData
                width: alarms.width
                height: said.implicitHeight + 2 * Theme.md
                radius: Theme.radius
                color: Theme.badSoft
                border.color: Theme.bad
                Accessible.role: Accessible.AlertMessage
                Accessible.name: alarm.modelData.text + " " + alarm.modelData.advice
                Icon {
                    id: sign
                    x: Theme.lg
                    anchors.verticalCenter: parent.verticalCenter
                    name: "error"
                    color: Theme.bad
                }
                Column {
                    id: said
                    anchors.left: sign.right
                    anchors.leftMargin: Theme.md
                    anchors.right: there.left
                    anchors.rightMargin: Theme.md
                    anchors.verticalCenter: parent.verticalCenter
                    Label {
                        width: parent.width
                        text: alarm.modelData.text
                        font: Theme.bodyStrong
                        wrapMode: Text.Wrap
                    }
                    Label {
                        width: parent.width
                        text: alarm.modelData.advice
                        color: Theme.text2
                        wrapMode: Text.Wrap
                    }
                }
                Button {
                    id: there
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.md
                    anchors.verticalCenter: parent.verticalCenter
                    small: true
                    text: qsTr("Show")
                    onClicked: {
                        root.goTo(alarm.modelData.block, 0);
                        grid.forceActiveFocus();
                    }
                }
            }
        }
        Label {
            visible: board.full.length > 3
            text: qsTr("And %Ln more range(s) are full.", "", board.full.length - 3)
            color: Theme.bad
        }
    }
    GridView {
        id: grid
        objectName: "addressGrid"
        property bool marking: false ///< what was found is shown though the keyboard is elsewhere
        readonly property int across: Math.max(1, Math.min(3, Math.floor(width / (32 * ruler.step + 2 * Theme.lg + Theme.lg)))) // cards of 32 columns
        anchors.top: alarms.bottom
        anchors.topMargin: Theme.lg
        anchors.bottom: legend.top
        anchors.bottomMargin: Theme.md
        width: parent.width
        clip: true
        focus: true
        model: board
        cellWidth: Math.floor(width / grid.across)
        // all alike, as high as the largest: 256 cells
        cellHeight: ruler.implicitHeight + Theme.md
        cacheBuffer: cellHeight
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Ranges of addresses")
        onActiveFocusChanged: grid.marking = false
        delegate: BlockCard {
            required property int index
            width: grid.cellWidth - Theme.md
            height: grid.cellHeight - Theme.md
            board: root.board
            row: index
            cursor: (grid.activeFocus || grid.marking) && root.block === index ? root.cell : -1
            onPicked: cell => {
                grid.forceActiveFocus();
                grid.currentIndex = index;
                root.choose(index, cell);
            }
        }
        Keys.onLeftPressed: root.move(-1, 0)
        Keys.onRightPressed: root.move(1, 0)
        Keys.onUpPressed: root.move(0, -1)
        Keys.onDownPressed: root.move(0, 1)
        Keys.onReturnPressed: root.choose(root.block, root.cell)
        Keys.onSpacePressed: root.choose(root.block, root.cell)
        Keys.onPressed: event => {
            const to = ({ [Qt.Key_PageDown]: root.block + 1, [Qt.Key_PageUp]: root.block - 1, [Qt.Key_Home]: 0, [Qt.Key_End]: board.count - 1 })[event.key];
            if (to !== undefined) {
                root.goTo(to, 0);
                event.accepted = true;
            }
        }
    }
    Item { // how high a full card is
        id: ruler
        readonly property int step: Theme.addressCell + Theme.addressGap
        readonly property int columns: {
            let columns = 1;
            while (columns < 64 && 2 * columns * ruler.step <= grid.cellWidth - Theme.md - 2 * Theme.lg - Theme.xs)
                columns *= 2;
            return columns;
        }
        implicitHeight: Math.ceil(256 / ruler.columns) * ruler.step + Theme.px(36) + 3 * Theme.lg
    }
    Row {
        id: legend
        anchors.bottom: parent.bottom
        spacing: Theme.xl
        Accessible.ignored: true
        component Key: Row {
            id: key
            property alias text: words.text
            default property alias sample: sample.data
            spacing: Theme.sm
            Item {
                id: sample
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.addressCell
                height: width
            }
            Label {
                id: words
                font: Theme.small
                color: Theme.text3
            }
        }
        component Cell: Rectangle {
            anchors.fill: parent
            radius: width / 4
            color: "transparent"
            border.color: Theme.controlLine
            antialiasing: true
        }
        Key {
            text: qsTr("taken, in the colour of its workload")
            Cell { color: Theme.hue(0); border.width: 0 }
        }
        Key {
            text: qsTr("free")
            Cell { }
        }
        Key {
            text: qsTr("reserved")
            Cell {
                Rectangle {
                    anchors.centerIn: parent
                    width: parent.width
                    height: Theme.hair
                    rotation: -45
                    color: Theme.text3
                    antialiasing: true
                }
            }
        }
        Key {
            text: qsTr("several addresses, in part taken")
            Cell {
                border.color: Theme.hue(0)
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: parent.height / 2
                    radius: parent.radius
                    color: Theme.hue(0)
                }
            }
        }
    }
    EmptyState {
        anchors.centerIn: parent
        visible: board.loaded && board.summary.length > 0 && board.count <= 1
        symbol: "addresses"
        title: qsTr("No addresses yet")
        text: qsTr("Nodes bring a range of addresses for their pods. Add a node to see it here.")
    }
}
