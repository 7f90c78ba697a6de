// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.CheckBox {
    id: root
    implicitHeight: Theme.controlSmall
    implicitWidth: label.implicitWidth
    font: Theme.body
    Accessible.role: Accessible.CheckBox
    Accessible.name: root.text
    Accessible.checked: root.checked
    Accessible.onPressAction: root.toggle()
    indicator: Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.icon
        height: width
        radius: Theme.radiusSmall - Theme.xxs
        color: root.checked ? Theme.brass : Theme.field
        border.width: root.checked ? 0 : Theme.hair
        border.color: Theme.controlLine
        Icon {
            visible: root.checked
            anchors.centerIn: parent
            name: "check"
            stroke: "3"
            size: Theme.icon - Theme.xs
            color: Theme.brassInk
        }
        FocusRing { control: root; shown: root.visualFocus; radius: Theme.radiusSmall }
    }
    contentItem: Label {
        id: label
        leftPadding: root.indicator.width + Theme.sm
        text: root.text
        font: root.font
    }
}
