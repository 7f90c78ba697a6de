// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A field with its name above it and, under it, what is wrong or what it is for.
Column {
    id: root
    property string label
    property string help
    property string error
    default property alias field: holder.data
    spacing: Theme.xs
    Label {
        visible: root.label.length > 0
        text: root.label
        font: Theme.bodyMedium
        color: Theme.text2
    }
    Item {
        id: holder
        width: parent.width
        height: childrenRect.height
    }
    Label {
        visible: text.length > 0
        width: parent.width
        text: root.error.length > 0 ? root.error : root.help
        font: Theme.small
        wrapMode: Text.Wrap
        color: root.error.length > 0 ? Theme.bad : Theme.text3
    }
}
