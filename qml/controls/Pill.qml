// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A short fact in a rounded frame.
Rectangle {
    id: root
    property string text
    property string symbol
    property color hue: Theme.text2
    property bool code: false
    implicitWidth: row.implicitWidth + Theme.lg + Theme.xxs
    implicitHeight: row.implicitHeight + Theme.sm
    radius: height / 2
    color: Theme.panel
    border.color: Theme.alpha(root.hue, 0.6)
    antialiasing: true
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.xs
        Icon {
            visible: root.symbol.length > 0
            anchors.verticalCenter: parent.verticalCenter
            name: root.symbol
            size: Theme.iconSmall - Theme.xxs
            color: root.hue
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            font: root.code ? Theme.monoSmall : Theme.small
            Accessible.ignored: true
        }
    }
}
