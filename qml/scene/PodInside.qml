// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What is in a pod, once it is large enough for words: a container a line, with its image and how it is.
Column {
    id: root
    required property var containers
    required property string symbol
    required property color hue
    property Component news ///< while one of them waits
    readonly property int shown: Math.min(root.containers.length, 4)
    spacing: Theme.sm
    Repeater {
        model: root.containers.slice(0, root.shown)
        Rectangle {
            id: box
            required property var modelData
            required property int index
            readonly property bool running: box.modelData.state === "running"
            readonly property bool bad: box.modelData.state === "waiting" && !["", "ContainerCreating", "PodInitializing"].includes(box.modelData.reason)
            width: root.width
            height: Theme.px(root.shown > 2 ? 46 : 60)
            radius: Theme.radius
            antialiasing: true
            color: Theme.soft(root.hue)
            border.color: box.bad ? Theme.bad : root.hue
            border.width: box.running ? Theme.line : Theme.hair
            Icon {
                id: mark
                x: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                size: Theme.iconLarge
                name: box.index === 0 ? root.symbol : "container"
                color: root.hue
            }
            Column {
                anchors.left: mark.right
                anchors.leftMargin: Theme.md
                anchors.right: parent.right
                anchors.rightMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                Label {
                    width: parent.width
                    text: box.modelData.name
                    font: Theme.name
                    elide: Text.ElideMiddle
                }
                MonoLabel {
                    width: parent.width
                    text: box.modelData.image
                    font: Theme.monoTiny
                    elide: Text.ElideLeft // an image is known by its end
                }
                Label {
                    visible: text.length > 0 && root.shown <= 2
                    width: parent.width
                    text: [box.running ? "" : box.modelData.reason.length > 0 ? box.modelData.reason : box.modelData.state === "ended" ? qsTr("ended") : qsTr("waiting"), box.modelData.restarts > 0 ? qsTr("%Ln restart(s)", "", box.modelData.restarts) : ""].filter(word => word.length > 0).join(" · ")
                    font: Theme.caption
                    color: box.bad ? Theme.bad : Theme.warn
                    elide: Text.ElideRight
                }
            }
        }
    }
    Loader {
        width: root.width
        active: root.news !== null && root.containers.some(container => container.state === "waiting")
        visible: active
        sourceComponent: root.news
    }
    Label {
        visible: root.shown < root.containers.length
        anchors.horizontalCenter: parent.horizontalCenter
        text: qsTr("and %Ln more", "", root.containers.length - root.shown)
        font: Theme.small
        color: Theme.text3
    }
}
