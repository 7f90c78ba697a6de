// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// Nothing here, and what to do about it.
Column {
    id: root
    property string symbol: "info"
    property string title
    property string text
    property color hue: Theme.accent
    default property alias actions: row.data
    spacing: Theme.md
    width: Theme.sheetWidth
    Accessible.role: Accessible.Grouping
    Accessible.name: root.title
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.iconHuge + Theme.xl
        height: width
        radius: width / 2
        antialiasing: true
        color: Theme.accentSoft
        border.width: Theme.line
        border.color: Theme.alpha(root.hue, 0.5)
        Icon {
            anchors.centerIn: parent
            name: root.symbol
            size: Theme.iconHuge - Theme.lg
            color: root.hue
        }
    }
    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: root.title
        font: Theme.heading
        wrapMode: Text.Wrap
    }
    Label {
        visible: root.text.length > 0
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: root.text
        font: Theme.label
        color: Theme.text2
        wrapMode: Text.Wrap
    }
    Row {
        id: row
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.sm
    }
}
