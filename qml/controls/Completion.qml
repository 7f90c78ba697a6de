// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// What could be typed here; the keys stay with the editor, which asks for up, down and chosen. choices: [{name, detail, insert, replace}].
T.Popup {
    id: root
    property var choices: []
    readonly property var choice: root.choices[list.currentIndex] || null
    signal picked(choice: var)

    function step(by: int): void {
        list.currentIndex = (list.currentIndex + by + root.choices.length) % Math.max(1, root.choices.length);
    }
    onChoicesChanged: list.currentIndex = 0

    focus: false
    padding: Theme.xs
    width: Theme.fieldWidth
    height: Math.min(list.contentHeight + 2 * Theme.xs, Theme.controlSmall * 8)
    closePolicy: T.Popup.CloseOnPressOutside
    contentItem: ListView {
        id: list
        objectName: "completions"
        clip: true
        model: root.choices
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        T.ScrollBar.vertical: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Completions")
        delegate: Rectangle {
            id: entry
            required property var modelData
            required property int index
            width: ListView.view ? ListView.view.width : 0
            height: Theme.controlSmall
            radius: Theme.radiusSmall
            color: ListView.isCurrentItem ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: entry.modelData.name + ", " + entry.modelData.detail
            Accessible.selected: ListView.isCurrentItem
            Label {
                id: name
                x: Theme.sm
                anchors.verticalCenter: parent.verticalCenter
                text: entry.modelData.name
                font: Theme.monoSmall
                Accessible.ignored: true
            }
            Label {
                anchors.left: name.right
                anchors.leftMargin: Theme.sm
                anchors.right: parent.right
                anchors.rightMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: Text.AlignRight
                text: entry.modelData.detail
                font: Theme.small
                color: Theme.text3
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            TapHandler { onTapped: root.picked(entry.modelData) }
        }
    }
    background: Rectangle {
        radius: Theme.radiusSmall
        color: Theme.popup
        border.color: Theme.cardLine
    }
}
