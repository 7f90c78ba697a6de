// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One setting: what it is, what it does, and at the right the control that sets it.
Item {
    id: root
    property string label
    property string help
    property string error
    default property alias control: holder.data
    width: parent ? parent.width : 0
    height: Math.max(words.height, holder.childrenRect.height) + Theme.md
    Column {
        id: words
        anchors.left: parent.left
        anchors.right: holder.left
        anchors.rightMargin: Theme.xl
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.xxs
        Label {
            width: parent.width
            text: root.label
            font: Theme.bodyMedium
            wrapMode: Text.Wrap
        }
        Label {
            visible: text.length > 0
            width: parent.width
            text: root.error.length > 0 ? root.error : root.help
            color: root.error.length > 0 ? Theme.bad : Theme.text3
            font: Theme.small
            wrapMode: Text.Wrap
        }
    }
    Item {
        id: holder
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: childrenRect.width
        height: childrenRect.height
    }
}
