// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// One line of text. invalid: shows the field as wrong; say why beside it (FormRow does).
T.TextField {
    id: root
    property bool invalid: false
    property bool code: false

    implicitWidth: Theme.fieldWidth
    implicitHeight: Theme.control
    leftPadding: Theme.md
    rightPadding: Theme.md
    verticalAlignment: TextInput.AlignVCenter
    font: root.code ? Theme.mono : Theme.body
    color: root.enabled ? Theme.text : Theme.text3
    placeholderTextColor: Theme.text3
    selectionColor: Theme.brass
    selectedTextColor: Theme.brassInk
    selectByMouse: true
    Accessible.role: Accessible.EditableText
    Accessible.name: root.placeholderText

    background: Rectangle {
        radius: Theme.radius
        color: root.enabled ? Theme.field : "transparent"
        border.width: root.activeFocus ? Theme.line : Theme.hair
        border.color: root.invalid ? Theme.bad : root.activeFocus ? Theme.focus : Theme.controlLine
        antialiasing: true
    }
    Label {
        x: root.leftPadding
        width: root.width - root.leftPadding - root.rightPadding
        height: root.height
        visible: root.length === 0 && root.preeditText.length === 0
        text: root.placeholderText
        font: root.font
        color: Theme.text3
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
