// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// A Service on its lane: name, type, ClusterIP and ports; where there are many, its name and port in one line.
Rectangle {
    id: root
    required property rect box
    required property var info
    required property real zoom
    property bool selected: false
    signal activated
    readonly property color hue: Theme.hue(info.hue)
    x: box.x
    y: box.y
    width: box.width
    height: box.height
    opacity: info.faded ? Theme.faded : 1
    radius: info.small ? height / 2 : (Theme.radiusLarge + Theme.xxs) * Math.min(1, root.zoom)
    antialiasing: true
    color: Theme.soft(root.hue)
    border.width: root.selected ? Theme.line + Theme.hair : root.info.small ? Theme.hair : Theme.line
    border.color: root.selected ? root.hue : Theme.alpha(root.hue, 0.65)
    Accessible.ignored: true // the map itself tells of its things
    Rectangle { // not scaled: a scaled rim has steps
        visible: !root.info.small
        x: (Theme.sm + Theme.xxs) * root.zoom
        y: x
        width: root.height - 2 * x
        height: width
        radius: Theme.radius * Math.min(1, root.zoom)
        antialiasing: true
        color: Theme.alpha(root.hue, 0.2)
    }
    Item { // words and icons grow with it; rims stay sharp
        id: inside
        width: root.width / root.zoom
        height: root.height / root.zoom
        transformOrigin: Item.TopLeft
        scale: root.zoom
        Row {
            visible: root.info.small
            x: Theme.md
            width: parent.width - 2 * Theme.md
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.xs + Theme.xxs
            Icon {
                id: sign
                anchors.verticalCenter: parent.verticalCenter
                name: root.info.pods > 0 ? "service" : "warning"
                size: Theme.iconSmall - Theme.xxs
                color: root.info.pods > 0 ? root.hue : Theme.warn
            }
            Label {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - sign.width - parent.spacing
                text: root.info.name
                font: Theme.bodyMedium
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
        }
        Item {
            id: mark
            visible: !root.info.small
            x: Theme.sm + Theme.xxs
            y: x
            width: parent.height - 2 * x
            height: width
            Icon {
                anchors.centerIn: parent
                name: "service"
                size: 20
                color: root.hue
            }
        }
        Column {
            visible: !root.info.small
            anchors.left: mark.right
            anchors.leftMargin: Theme.md
            anchors.right: parent.right
            anchors.rightMargin: Theme.sm
            anchors.verticalCenter: parent.verticalCenter
            Row {
                spacing: Theme.sm
                Label {
                    id: name
                    text: root.info.name
                    font: Theme.subtitle
                    width: Math.min(implicitWidth, inside.width * 0.5)
                    elide: Text.ElideMiddle
                    Accessible.ignored: true
                }
                Label {
                    anchors.baseline: name.baseline
                    text: root.info.pods > 0 ? root.info.type : qsTr("no endpoints")
                    font: Theme.caption
                    color: root.info.pods > 0 ? root.hue : Theme.warn
                    Accessible.ignored: true
                }
            }
            MonoLabel {
                width: parent.width
                text: root.info.address
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
    }
    TapHandler { onTapped: root.activated() }
}
