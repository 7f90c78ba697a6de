// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// A pod's icon in its disc, its containers when there is room, its name and address beside it.
Item {
    id: root
    required property rect box
    required property var info
    property Component news ///< what is told of it while it does not run yet, under its containers
    readonly property color hue: info.state === "failed" ? Theme.bad : Theme.hue(info.hue)
    readonly property real radius: box.width / 2
    readonly property bool faint: info.state === "leaving" || info.state === "pending"
    x: box.x + box.width / 2
    y: box.y + box.height / 2
    opacity: info.faded ? Theme.faded : 1
    Accessible.ignored: true // the map itself tells of its things

    Icon {
        visible: !root.info.large && root.info.icon.length > 0
        x: -width / 2
        y: -height / 2
        size: Math.min(24, 3 * Math.round(root.radius * 0.28)) // few sizes: each is a picture of its own
        name: root.info.icon
        color: root.hue
        opacity: root.faint ? 0.6 : 1
    }
    Loader { // few are so near, and what is inside is most of a label's items
        active: root.info.inside
        x: -width / 2
        y: -height / 2
        sourceComponent: PodInside {
            width: root.radius * 1.44
            containers: root.info.containers
            symbol: root.info.icon
            hue: root.hue
            news: root.news
        }
    }
    Loader {
        active: root.info.large && !root.info.inside
        x: -width / 2
        y: -height / 2
        sourceComponent: Row {
            spacing: Theme.xs
            Repeater {
                model: root.info.containers.slice(0, 3)
                Rectangle {
                    id: container
                    required property var modelData
                    required property int index
                    anchors.verticalCenter: parent ? parent.verticalCenter : undefined
                    width: root.radius * (container.index === 0 ? 0.68 : 0.46)
                    height: width
                    radius: width * 0.26
                    antialiasing: true
                    color: Theme.soft(root.hue)
                    border.color: root.hue
                    border.width: container.modelData.state === "running" ? Theme.line : Theme.hair
                    opacity: container.modelData.state === "running" ? 1 : 0.55
                    Icon {
                        anchors.centerIn: parent
                        size: Math.round(parent.width * 0.5)
                        name: container.index === 0 ? root.info.icon : "container"
                        color: root.hue
                    }
                }
            }
        }
    }
    Grid {
        id: words
        visible: root.info.side.length > 0
        columns: root.info.inline ? 2 : 1
        columnSpacing: Theme.sm
        verticalItemAlignment: Grid.AlignVCenter
        horizontalItemAlignment: root.info.side === "left" ? Grid.AlignRight : root.info.side === "below" ? Grid.AlignHCenter : Grid.AlignLeft
        x: root.info.side === "right" ? root.info.offset.x : root.info.side === "left" ? root.info.offset.x - width : -width / 2
        y: root.info.offset.y - height / 2
        opacity: root.info.state === "leaving" ? 0.65 : 1
        Label {
            text: root.info.name
            font: root.info.large ? Theme.nameLarge : Theme.name
            width: Math.min(implicitWidth, root.info.room)
            elide: Text.ElideMiddle
            Accessible.ignored: true
        }
        MonoLabel {
            visible: root.info.showDetail && text.length > 0
            text: root.info.detail
            font: root.info.large ? Theme.monoLarge : root.info.inline ? Theme.monoTiny : Theme.monoSmall
            width: Math.min(implicitWidth, root.info.room)
            elide: root.info.state === "running" ? Text.ElideLeft : Text.ElideRight // an address is known by its end
            color: root.info.state === "failed" ? Theme.bad : root.faint ? Theme.text3 : Theme.text2
            Accessible.ignored: true
        }
    }
}
