// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What belongs to the selected pod: its owner, a volume, a ConfigMap. Opens it.
Rectangle {
    id: root
    required property rect box
    required property var info
    readonly property color hue: info.hue >= 0 ? Theme.hue(info.hue) : Theme.text2
    signal activated
    x: box.x
    y: box.y
    width: box.width
    height: box.height
    radius: height / 2
    antialiasing: true
    color: pointer.hovered ? Theme.hover : Theme.popup
    border.width: Theme.hair
    border.color: Theme.alpha(root.hue, 0.7)
    Accessible.role: Accessible.Button
    Accessible.name: info.rest > 0 ? words.text : info.kind + " " + info.name
    Accessible.onPressAction: root.activated()

    Icon {
        id: mark
        x: Theme.sm + Theme.xxs
        anchors.verticalCenter: parent.verticalCenter
        name: root.info.symbol
        size: Theme.iconSmall - Theme.xxs
        color: root.hue
    }
    Label {
        id: words
        anchors.left: mark.right
        anchors.leftMargin: Theme.xs + Theme.xxs
        anchors.right: note.left
        anchors.rightMargin: Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        text: root.info.rest > 0 ? qsTr("and %Ln more", "", root.info.rest) : root.info.text
        font: Theme.small
        elide: Text.ElideMiddle
        Accessible.ignored: true
    }
    MonoLabel {
        id: note
        anchors.right: parent.right
        anchors.rightMargin: Theme.sm + Theme.xxs
        anchors.verticalCenter: parent.verticalCenter
        text: root.info.note
        font: Theme.monoTiny
        color: Theme.text2
        Accessible.ignored: true
    }
    HoverHandler {
        id: pointer
        cursorShape: Qt.PointingHandCursor
    }
    TapHandler { onTapped: root.activated() }
}
