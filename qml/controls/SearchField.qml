// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A field that finds. shortcut: shown at its right while it is empty.
TextField {
    id: root
    property string shortcut
    leftPadding: Theme.xxl
    rightPadding: clear.visible ? Theme.xxl : Theme.md
    Keys.onEscapePressed: event => {
        event.accepted = root.length > 0;
        root.clear();
    }
    Icon {
        x: Theme.md
        anchors.verticalCenter: parent.verticalCenter
        name: "search"
        size: Theme.iconSmall
        color: Theme.text3
    }
    KeyCap {
        visible: root.shortcut.length > 0 && root.length === 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.sm
        anchors.verticalCenter: parent.verticalCenter
        text: root.shortcut
    }
    IconButton {
        id: clear
        visible: root.length > 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        small: true
        symbol: "cross"
        text: qsTr("Clear")
        onClicked: root.clear()
    }
}
