// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.Switch {
    id: root
    implicitHeight: Theme.control
    implicitWidth: indicator.width + (text.length > 0 ? Theme.md + label.implicitWidth : 0)
    font: Theme.body
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: root.text
    Accessible.checkable: true
    Accessible.checked: root.checked
    Accessible.onPressAction: root.toggle()
    Accessible.onToggleAction: root.toggle()
    indicator: Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.controlSmall + Theme.md
        height: Theme.controlSmall - Theme.sm
        radius: height / 2
        antialiasing: true
        color: root.checked ? Theme.brass : Theme.track
        border.width: root.checked ? 0 : Theme.hair
        border.color: Theme.controlLine
        Rectangle {
            x: root.checked ? parent.width - width - Theme.xs : Theme.xs
            anchors.verticalCenter: parent.verticalCenter
            width: parent.height - Theme.sm
            height: width
            radius: width / 2
            antialiasing: true
            color: root.checked ? Theme.brassInk : Theme.text2
            Behavior on x {
                NumberAnimation { duration: Theme.fast }
            }
        }
        FocusRing { control: root; shown: root.visualFocus; radius: height / 2 }
    }
    contentItem: Label {
        id: label
        leftPadding: root.indicator.width + Theme.md
        text: root.text
        font: root.font
        color: root.enabled ? Theme.text : Theme.text3
    }
}
