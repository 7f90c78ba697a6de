// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// Many lines; put it in a Flickable. code: monospaced, unwrapped.
T.TextArea {
    id: root
    property bool code: false
    property bool invalid: false
    implicitWidth: Math.max(contentWidth + leftPadding + rightPadding, Theme.fieldWidth)
    implicitHeight: Math.max(contentHeight + topPadding + bottomPadding, Theme.control)
    padding: Theme.md
    font: root.code ? Theme.mono : Theme.body
    color: Theme.text
    placeholderTextColor: Theme.text3
    selectionColor: Theme.brass
    selectedTextColor: Theme.brassInk
    selectByMouse: true
    wrapMode: root.code ? TextEdit.NoWrap : TextEdit.Wrap
    textFormat: TextEdit.PlainText
    Accessible.role: Accessible.EditableText
    Accessible.multiLine: true
    background: Rectangle {
        radius: Theme.radius
        color: Theme.well
        border.width: root.activeFocus ? Theme.line : Theme.hair
        border.color: root.invalid ? Theme.bad : root.activeFocus ? Theme.focus : Theme.controlLine
    }
    Label {
        x: root.leftPadding
        y: root.topPadding
        visible: root.length === 0
        text: root.placeholderText
        font: root.font
        color: Theme.text3
        Accessible.ignored: true
    }
}
