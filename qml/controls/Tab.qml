// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// One button of Tabs.
T.TabButton {
    id: root
    property string symbol
    implicitHeight: Theme.control
    width: implicitWidth // or the bar shares its width out evenly
    implicitWidth: content.implicitWidth + 2 * Theme.sm + Theme.xxs
    font: Theme.bodyMedium
    hoverEnabled: true
    Accessible.role: Accessible.PageTab
    Accessible.name: root.text
    Accessible.onPressAction: root.clicked()
    activeFocusOnTab: root.checked
    Keys.onReturnPressed: root.clicked()
    background: Rectangle {
        radius: Theme.radius
        antialiasing: true
        color: root.checked ? Theme.accentSoft : root.down ? Theme.press : root.hovered ? Theme.hover : Theme.field
        FocusRing { control: root; shown: root.visualFocus }
    }
    contentItem: Item {
        Row {
            id: content
            anchors.centerIn: parent
            spacing: Theme.xs + Theme.hair
            Icon {
                visible: root.symbol.length > 0
                anchors.verticalCenter: parent.verticalCenter
                name: root.symbol
                size: Theme.iconSmall
                color: root.checked ? Theme.accent : Theme.text2
            }
            Label {
                visible: root.text.length > 0
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font: root.font
                color: root.checked ? Theme.accent : Theme.text
            }
        }
    }
}
