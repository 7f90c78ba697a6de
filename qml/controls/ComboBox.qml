// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// One of several. The model is a list of strings, or objects with textRole.
T.ComboBox {
    id: root
    implicitWidth: Theme.fieldWidth
    implicitHeight: Theme.control
    leftPadding: Theme.md
    rightPadding: Theme.control
    font: Theme.body
    hoverEnabled: true
    Accessible.role: Accessible.ComboBox
    Accessible.name: root.displayText
    Accessible.onPressAction: root.popup.open()
    contentItem: TextInput {
        text: root.editable ? root.editText : root.displayText
        font: root.font
        color: root.enabled ? Theme.text : Theme.text3
        selectionColor: Theme.brass
        selectedTextColor: Theme.brassInk
        verticalAlignment: TextInput.AlignVCenter
        readOnly: !root.editable
        enabled: root.editable
        clip: true
    }
    indicator: Icon {
        x: root.width - width - Theme.md
        anchors.verticalCenter: parent.verticalCenter
        name: "chevron-down"
        size: Theme.iconSmall
        color: Theme.text3
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.hovered ? Theme.hover : Theme.field
        border.width: root.activeFocus ? Theme.line : Theme.hair
        border.color: root.activeFocus ? Theme.focus : Theme.controlLine
    }
    delegate: T.ItemDelegate {
        id: choice
        required property var model
        required property int index
        width: ListView.view ? ListView.view.width : 0
        implicitHeight: Theme.control
        leftPadding: Theme.md
        rightPadding: Theme.md
        highlighted: root.highlightedIndex === index
        Accessible.name: choice.text
        text: root.textRole.length > 0 ? choice.model[root.textRole] : choice.model.modelData
        contentItem: Label {
            text: choice.text
            elide: Text.ElideRight
            font: root.currentIndex === choice.index ? Theme.bodyStrong : Theme.body
        }
        background: Rectangle {
            radius: Theme.radius - Theme.xs
            color: choice.highlighted ? Theme.hover : "transparent"
        }
    }
    popup: T.Popup {
        y: root.height + Theme.xs
        width: root.width
        height: Math.min(contentItem.implicitHeight + topPadding + bottomPadding, Theme.control * 8)
        padding: Theme.xs
        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: root.delegateModel
            currentIndex: root.highlightedIndex
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.popup
            border.color: Theme.cardLine
        }
    }
}
