// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.ScrollBar {
    id: root
    implicitWidth: Theme.md
    implicitHeight: Theme.md
    padding: Theme.xxs
    minimumSize: 0.06
    visible: root.policy !== T.ScrollBar.AlwaysOff && root.size < 1
    contentItem: Rectangle {
        implicitWidth: Theme.sm
        implicitHeight: Theme.sm
        radius: Theme.xs
        color: root.pressed ? Theme.text3 : Theme.controlLine
        opacity: root.active || root.hovered ? 1 : 0.6
    }
}
