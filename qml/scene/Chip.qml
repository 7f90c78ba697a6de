// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// A part of the control plane, or who talks to it. place: its rectangle in the world.
Rectangle {
    id: root
    required property rect place
    required property real zoom
    required property point origin
    property string symbol
    property string title
    property string detail
    property color hue: Theme.accent
    property bool hub: false
    signal activated

    readonly property bool narrow: root.place.width < Theme.px(140)
    visible: root.place.width > 0
    x: root.place.x * root.zoom + root.origin.x
    y: root.place.y * root.zoom + root.origin.y
    width: root.place.width * root.zoom
    height: root.place.height * root.zoom
    radius: height / 2
    antialiasing: true
    color: root.hub ? Theme.soft(root.hue) : Theme.panel
    border.width: root.hub ? Theme.line : Theme.hair
    border.color: root.hub ? root.hue : Theme.alpha(root.hue, 0.5)
    Accessible.ignored: true // the map itself tells of its things

    Rectangle { // not scaled: a scaled circle has steps
        x: Theme.sm * root.zoom
        y: x
        width: root.height - 2 * x
        height: width
        radius: width / 2
        antialiasing: true
        color: root.hub ? Theme.brass : Theme.soft(root.hue)
    }
    Item { // words and icons grow with it; rims stay sharp
        width: root.place.width
        height: root.place.height
        transformOrigin: Item.TopLeft
        scale: root.zoom
        Item {
            id: mark
            x: Theme.sm
            y: x
            width: parent.height - 2 * x
            height: width
            Icon {
                anchors.centerIn: parent
                name: root.symbol
                size: root.hub ? 26 : 18
                color: root.hub ? Theme.brassInk : root.hue
            }
        }
        Column {
            anchors.left: mark.right
            anchors.leftMargin: root.hub ? Theme.md : Theme.sm + Theme.xxs
            anchors.right: parent.right
            anchors.rightMargin: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            Label {
                width: parent.width
                text: root.title
                font: root.hub && !root.narrow ? Theme.title : Theme.labelStrong
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            MonoLabel {
                width: parent.width
                visible: text.length > 0 && !root.narrow
                text: root.detail
                font: root.hub ? Theme.monoSmall : Theme.monoTiny
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
        }
    }
    TapHandler { onTapped: root.activated() }
}
