// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A push button. kind: what it weighs; symbol: its icon; hint: its tool tip.
T.Button {
    id: root
    enum Kind { Quiet, Primary, Danger, Bare }
    property int kind: Button.Quiet
    property string symbol
    property string hint
    property bool small: false

    readonly property color ink: !root.enabled ? Theme.text3
        : root.kind === Button.Primary ? Theme.brassInk
        : root.kind === Button.Danger ? Theme.bad
        : root.checked ? Theme.accent : Theme.text

    implicitHeight: root.small ? Theme.controlSmall : Theme.control
    implicitWidth: Math.max(implicitHeight, content.implicitWidth + leftPadding + rightPadding)
    leftPadding: root.text.length > 0 ? (root.small ? Theme.md : Theme.lg) : 0
    rightPadding: leftPadding
    font: root.kind === Button.Primary ? Theme.labelStrong : Theme.label
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.text.length > 0 ? root.text : root.hint
    Accessible.description: root.hint
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    background: Rectangle {
        radius: Theme.radius
        antialiasing: true
        color: {
            if (root.kind === Button.Primary)
                return !root.enabled ? Theme.track : root.down ? Theme.brassPress : root.hovered ? Theme.brassHover : Theme.brass;
            if (root.kind === Button.Danger)
                return root.down || root.hovered ? Theme.badSoft : "transparent";
            if (root.checked)
                return Theme.accentSoft;
            if (root.down)
                return Theme.press;
            return root.hovered ? Theme.hover : "transparent";
        }
        border.width: root.kind === Button.Primary || root.kind === Button.Bare ? 0 : Theme.hair
        border.color: root.kind === Button.Danger ? Theme.bad : Theme.cardLine
        FocusRing { control: root; shown: root.visualFocus }
    }
    contentItem: Item {
        Row {
            id: content
            anchors.centerIn: parent
            spacing: Theme.sm
            Icon {
                visible: root.symbol.length > 0
                anchors.verticalCenter: parent.verticalCenter
                name: root.symbol
                size: root.small ? Theme.iconSmall : Theme.icon
                color: root.ink
            }
            Label {
                visible: root.text.length > 0
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font: root.font
                color: root.ink
            }
        }
    }
    ToolTip {
        visible: root.hint.length > 0 && root.hovered && !root.down
        text: root.hint
    }
}
