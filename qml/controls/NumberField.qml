// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A whole number within from..to, by typing, keys or the two buttons.
T.SpinBox {
    id: root
    implicitWidth: Theme.control * 3 + Theme.lg
    implicitHeight: Theme.control
    editable: true
    leftPadding: Theme.md
    rightPadding: Theme.control * 2
    font: Theme.body
    validator: IntValidator {
        bottom: Math.min(root.from, root.to)
        top: Math.max(root.from, root.to)
    }
    // Ports and counts are written as they are: no group separators.
    textFromValue: (value, locale) => value.toString()
    valueFromText: (text, locale) => parseInt(text) || root.from
    Accessible.role: Accessible.SpinBox
    contentItem: TextInput {
        text: root.displayText
        font: root.font
        color: Theme.text
        selectionColor: Theme.brass
        selectedTextColor: Theme.brassInk
        verticalAlignment: TextInput.AlignVCenter
        readOnly: !root.editable
        validator: root.validator
        inputMethodHints: Qt.ImhDigitsOnly
        Accessible.role: Accessible.SpinBox // the keyboard is here
        Accessible.name: root.Accessible.name
        selectByMouse: true
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.field
        border.width: root.activeFocus ? Theme.line : Theme.hair
        border.color: root.activeFocus ? Theme.focus : Theme.controlLine
    }
    component Step: Rectangle {
        id: step
        property string symbol
        property bool held: false
        property bool over: false
        property bool usable: true
        implicitWidth: Theme.control - Theme.sm
        implicitHeight: Theme.control - Theme.sm
        y: Theme.xs
        radius: Theme.radius - Theme.xs
        color: held ? Theme.press : over ? Theme.hover : "transparent"
        Icon {
            anchors.centerIn: parent
            name: step.symbol
            size: Theme.iconSmall
            color: step.usable ? Theme.text2 : Theme.text3
            opacity: step.usable ? 1 : 0.5
        }
    }
    down.indicator: Step {
        x: root.width - 2 * width - Theme.xs
        symbol: "minus"
        held: root.down.pressed
        over: root.down.hovered
        usable: root.value > root.from
    }
    up.indicator: Step {
        x: root.width - width - Theme.xs
        symbol: "plus"
        held: root.up.pressed
        over: root.up.hovered
        usable: root.value < root.to
    }
}
