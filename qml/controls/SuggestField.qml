// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A line of text with suggestions to pick from; anything else can be typed. picked() is a suggestion that was chosen: `text` stays as it is
// bound. The list opens with the button or the down key.
TextField {
    id: root
    property var suggestions: []
    readonly property alias listed: popup.opened
    signal picked(text: string)

    function choose(index: int): void {
        if (index >= 0 && index < root.suggestions.length)
            root.picked(root.suggestions[index]);
        popup.close();
    }
    rightPadding: button.visible ? Theme.control : Theme.md
    Accessible.role: Accessible.ComboBox
    Keys.onDownPressed: event => {
        event.accepted = root.suggestions.length > 0;
        if (!popup.opened)
            popup.open();
        else
            list.currentIndex = Math.min(list.count - 1, list.currentIndex + 1);
    }
    Keys.onUpPressed: event => {
        event.accepted = popup.opened;
        list.currentIndex = Math.max(0, list.currentIndex - 1);
    }
    Keys.onEscapePressed: event => {
        event.accepted = popup.opened;
        popup.close();
    }
    Keys.onReturnPressed: event => {
        event.accepted = popup.opened && event.modifiers === Qt.NoModifier;
        if (event.accepted)
            root.choose(list.currentIndex);
    }
    onActiveFocusChanged: if (!root.activeFocus) popup.close()

    IconButton {
        id: button
        visible: root.suggestions.length > 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        small: true
        symbol: "chevron-down"
        text: qsTr("Suggestions")
        focusPolicy: Qt.NoFocus // the field has the keys
        onClicked: {
            root.forceActiveFocus();
            popup.opened ? popup.close() : popup.open();
        }
    }
    T.Popup {
        id: popup
        y: root.height + Theme.xs
        width: root.width
        height: Math.min(list.contentHeight, Theme.control * 6) + 2 * Theme.xs
        padding: Theme.xs
        closePolicy: T.Popup.CloseOnPressOutsideParent
        onOpened: list.currentIndex = Math.max(0, root.suggestions.indexOf(root.text))
        background: Rectangle {
            radius: Theme.radius
            color: Theme.popup
            border.color: Theme.cardLine
        }
        contentItem: ListView {
            id: list
            clip: true
            model: root.suggestions
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            delegate: Rectangle {
                id: choice
                required property string modelData
                required property int index
                width: ListView.view ? ListView.view.width : 0
                height: Theme.controlSmall
                radius: Theme.radius - Theme.xs
                color: ListView.isCurrentItem ? Theme.hover : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: choice.modelData
                Accessible.onPressAction: root.choose(choice.index)
                Label {
                    x: Theme.md
                    width: parent.width - 2 * x
                    anchors.verticalCenter: parent.verticalCenter
                    text: choice.modelData
                    elide: Text.ElideRight
                    font: root.font
                }
                HoverHandler { onHoveredChanged: if (hovered) list.currentIndex = choice.index }
                TapHandler { onTapped: root.choose(choice.index) }
            }
        }
    }
}
