// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// Something that is on, with the way to end it: the filter of the window. A press removes it.
T.AbstractButton {
    id: root
    property string symbol
    property string hint
    property real longest: Theme.px(220)
    signal removed
    implicitHeight: Theme.controlSmall
    implicitWidth: row.implicitWidth + 2 * Theme.md
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Accessible.description: root.hint
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()
    Keys.onDeletePressed: root.clicked()
    onClicked: root.removed()
    background: Rectangle {
        radius: height / 2
        antialiasing: true
        color: root.hovered ? Theme.hover : Theme.accentSoft
        border.width: Theme.hair
        border.color: Theme.accentLine
        FocusRing { control: root; shown: root.visualFocus; radius: parent.radius + Theme.xs }
    }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.sm
            Icon {
                visible: root.symbol.length > 0
                anchors.verticalCenter: parent.verticalCenter
                name: root.symbol
                size: Theme.iconSmall
                color: Theme.accent
            }
            MonoLabel {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, root.longest)
                text: root.text
                color: Theme.accent
                elide: Text.ElideRight
            }
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "cross"
                size: Theme.iconSmall
                color: Theme.accent
            }
        }
    }
    ToolTip {
        visible: root.hint.length > 0 && root.hovered && !root.down
        text: root.hint
    }
}
