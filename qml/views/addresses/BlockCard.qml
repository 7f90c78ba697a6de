// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// One range of addresses: its name, how much of it is taken, and a cell for each.
Panel {
    id: root
    required property string title
    required property string range
    required property string countText
    required property bool full
    required property real share
    required property string symbol
    required property int cells
    property AddressBoard board
    property int row: -1
    property int cursor: -1 ///< the cell that the keyboard is on
    readonly property alias columns: grid.columns
    signal picked(cell: int)

    readonly property int shown: pointer.cell >= 0 ? pointer.cell : root.cursor ///< whose holder is named
    readonly property var here: root.shown >= 0 && root.board ? root.board.cell(root.row, root.shown) : ({})
    radius: Theme.radiusLarge
    border.color: root.full ? Theme.bad : Theme.cardLine
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("%1, %2, %3").arg(root.title).arg(root.range).arg(root.countText)

    Icon {
        id: sign
        x: Theme.lg
        y: Theme.lg
        name: root.symbol
        size: Theme.iconLarge
        color: Theme.text2
    }
    Label {
        id: name
        anchors.left: sign.right
        anchors.leftMargin: Theme.sm
        anchors.verticalCenter: sign.verticalCenter
        text: root.title
        font: Theme.labelStrong
    }
    MonoLabel {
        anchors.left: name.right
        anchors.leftMargin: Theme.md
        anchors.baseline: name.baseline
        text: root.range
        color: Theme.text3
    }
    Label {
        id: count
        anchors.right: parent.right
        anchors.rightMargin: Theme.lg
        anchors.verticalCenter: sign.verticalCenter
        text: root.full ? qsTr("full: %1").arg(root.countText) : root.countText
        font: root.full ? Theme.bodyStrong : Theme.body
        color: root.full ? Theme.bad : root.share >= 0.9 ? Theme.warn : Theme.text2
    }
    AddressGrid {
        id: grid
        objectName: "addressCells"
        anchors.top: sign.bottom
        anchors.topMargin: Theme.md
        anchors.left: parent.left
        anchors.leftMargin: Theme.lg
        anchors.right: parent.right
        anchors.rightMargin: Theme.lg
        height: implicitHeight
        board: root.board
        row: root.row
        cellSize: Theme.addressCell
        spacing: Theme.addressGap
        hues: Array.from(Theme.hues)
        systemHue: Theme.systemHue
        line: Theme.controlLine
        faint: Theme.text3
        mark: Theme.focus
        Accessible.role: Accessible.Table
        Accessible.name: root.here.address ? root.here.address + ", " + root.here.text : root.title
        HoverHandler {
            id: pointer
            readonly property int cell: pointer.hovered ? grid.cellAt(pointer.point.position.x, pointer.point.position.y) : -1
        }
        TapHandler {
            onTapped: point => {
                const cell = grid.cellAt(point.position.x, point.position.y);
                if (cell >= 0)
                    root.picked(cell);
            }
        }
        Rectangle {
            readonly property rect cell: root.cursor >= 0 ? grid.cellRect(root.cursor) : Qt.rect(0, 0, 0, 0)
            visible: root.cursor >= 0
            x: cell.x - Theme.xxs
            y: cell.y - Theme.xxs
            width: cell.width + Theme.xs
            height: width
            radius: width / 4
            color: "transparent"
            border.width: Theme.line
            border.color: Theme.focus
        }
    }
    Rectangle { // who has it, under the cell, inside of the card
        readonly property rect cell: root.shown >= 0 ? grid.cellRect(root.shown) : Qt.rect(0, 0, 0, 0)
        visible: root.shown >= 0 && root.here.address !== undefined
        x: Math.max(Theme.sm, Math.min(root.width - width - Theme.sm, grid.x + cell.x - Theme.lg))
        y: grid.y + cell.y + (grid.y + cell.y + cell.height + height + Theme.sm > root.height ? -height - Theme.sm : cell.height + Theme.sm)
        width: Math.min(root.width - 2 * Theme.sm, words.width + 2 * Theme.md)
        height: words.height + 2 * Theme.sm
        radius: Theme.radiusSmall
        color: Theme.popup
        border.color: Theme.cardLine
        z: 1
        Column {
            id: words
            x: Theme.md
            y: Theme.sm
            Label {
                text: root.here.address || ""
                font: Theme.mono
            }
            Label {
                width: Math.min(implicitWidth, root.width - 2 * Theme.sm - 2 * Theme.md)
                text: root.here.text || ""
                color: Theme.text2
                elide: Text.ElideMiddle
            }
        }
    }
}
