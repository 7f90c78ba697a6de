// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One object of a list: a box to mark it with, and the server's columns.
Rectangle {
    id: root
    required property int index
    required property var cells
    required property string name
    required property string ns
    required property bool marked
    required property int level
    property var widths: []
    property real offset: 0 ///< how far the columns are scrolled to the left
    property bool current: false
    property bool opened: false
    signal picked(modifiers: int)
    signal markToggled(modifiers: int)
    signal menuRequested

    implicitHeight: Theme.controlSmall + Theme.xs
    color: root.opened ? Theme.accentSoft : hover.hovered ? Theme.hover : "transparent"
    border.width: root.current ? Theme.line : 0
    border.color: Theme.focus
    radius: Theme.radiusSmall
    Accessible.role: Accessible.Row
    Accessible.name: root.cells.join(", ")
    Accessible.checkable: true
    Accessible.checked: root.marked
    Accessible.selected: root.opened
    Accessible.onPressAction: root.picked(Qt.NoModifier)
    Accessible.onToggleAction: root.markToggled(Qt.NoModifier)

    HoverHandler { id: hover }
    TapHandler { onTapped: event => root.picked(event.modifiers) }
    TapHandler { acceptedButtons: Qt.RightButton; onTapped: root.menuRequested() }
    Item {
        id: mark
        width: Theme.control
        height: parent.height
        z: 1
        Rectangle {
            anchors.fill: parent
            visible: root.offset > 0
            color: Theme.panel
        }
        Rectangle {
            anchors.centerIn: parent
            width: Theme.icon
            height: width
            radius: Theme.radiusSmall - Theme.xxs
            color: root.marked ? Theme.brass : "transparent"
            border.width: root.marked ? 0 : Theme.hair
            border.color: Theme.controlLine
            Icon {
                visible: root.marked
                anchors.centerIn: parent
                name: "check"
                size: Theme.icon - Theme.xs
                color: Theme.brassInk
            }
        }
        TapHandler { onTapped: event => root.markToggled(event.modifiers) }
    }
    Item {
        x: mark.width
        width: parent.width - x
        height: parent.height
        clip: root.offset > 0
        Row {
            x: -root.offset
            height: parent.height
            Repeater { // by number: a row that is used again keeps its labels
                model: root.widths.length
                Label {
                    required property int index
                    width: root.widths[index] || 0
                    height: root.height
                    rightPadding: Theme.md
                    verticalAlignment: Text.AlignVCenter
                    text: root.cells[index] || ""
                    font: index === 0 ? Theme.name : Theme.body
                    color: index === 0 ? (root.level === 3 ? Theme.bad : Theme.text) : Theme.text2
                    elide: Text.ElideMiddle
                    Accessible.ignored: true
                }
            }
        }
    }
    Rectangle { // the state, as a shape: a bar for what is wrong, none for what is well
        visible: root.level > 0
        width: Theme.xs
        height: parent.height - Theme.sm
        anchors.verticalCenter: parent.verticalCenter
        radius: width / 2
        color: [Theme.ok, Theme.accent, Theme.warn, Theme.bad, Theme.text3][root.level]
    }
}
