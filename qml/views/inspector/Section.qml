// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// A heading, and what belongs under it.
Column {
    id: root
    property string title
    property string note ///< at its right
    default property alias content: body.data
    spacing: Theme.sm
    topPadding: Theme.lg
    Accessible.role: Accessible.Grouping
    Accessible.name: root.title
    Item {
        width: root.width
        height: heading.height
        Label {
            id: heading
            text: root.title
            font: Theme.smallStrong
            color: Theme.text3
            Accessible.ignored: true
        }
        Label {
            anchors.right: parent.right
            text: root.note
            font: Theme.small
            color: Theme.text3
        }
    }
    Column {
        id: body
        width: root.width
        spacing: Theme.xs
    }
}
