// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// The fields that a part of the manifest can have besides, found by typing.
T.Popup {
    id: root
    property var fields: []
    signal picked(field: string)

    readonly property var matching: root.fields.filter(field => field.toLowerCase().indexOf(find.text.toLowerCase()) >= 0)
    function choose(index: int): void {
        if (index < 0 || index >= root.matching.length)
            return;
        const field = root.matching[index];
        root.close();
        root.picked(field);
    }
    width: Theme.fieldWidth
    height: Math.min(list.contentHeight + find.height + 3 * Theme.xs, Theme.control * 8)
    padding: Theme.xs
    margins: Theme.sm
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onOpened: find.forceActiveFocus()
    background: Rectangle {
        radius: Theme.radius
        color: Theme.popup
        border.color: Theme.cardLine
    }
    contentItem: Item {
        SearchField {
            id: find
            width: parent.width
            placeholderText: qsTr("Find a field")
            Keys.onDownPressed: list.currentIndex = Math.min(list.count - 1, list.currentIndex + 1)
            Keys.onUpPressed: list.currentIndex = Math.max(0, list.currentIndex - 1)
            onAccepted: root.choose(list.currentIndex)
        }
        ListView {
            id: list
            anchors.fill: parent
            anchors.topMargin: find.height + Theme.xs
            clip: true
            model: root.matching
            currentIndex: 0
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            delegate: Rectangle {
                id: field
                required property string modelData
                required property int index
                width: ListView.view ? ListView.view.width : 0
                height: Theme.controlSmall
                radius: Theme.radius - Theme.xs
                color: ListView.isCurrentItem ? Theme.hover : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: field.modelData
                Accessible.onPressAction: root.choose(field.index)
                Label {
                    x: Theme.md
                    width: parent.width - 2 * x
                    anchors.verticalCenter: parent.verticalCenter
                    text: field.modelData
                    font: Theme.monoSmall
                    elide: Text.ElideLeft
                }
                HoverHandler { onHoveredChanged: if (hovered) list.currentIndex = field.index }
                TapHandler { onTapped: root.choose(field.index) }
            }
        }
    }
}
