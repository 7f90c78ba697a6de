// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Labels or annotations: a chip each, as wide as there is room.
Flow {
    id: root
    required property var pairs ///< [{name, value}]
    spacing: Theme.xs
    Repeater {
        model: root.pairs
        Rectangle {
            id: chip
            required property var modelData
            width: Math.min(root.width, words.implicitWidth + 2 * Theme.sm)
            height: Theme.controlSmall - Theme.xs
            radius: Theme.radiusSmall
            color: Theme.field
            Accessible.role: Accessible.StaticText
            Accessible.name: chip.modelData.name + ": " + chip.modelData.value
            Label {
                id: words
                x: Theme.sm
                width: Math.min(implicitWidth, chip.width - 2 * Theme.sm)
                anchors.verticalCenter: parent.verticalCenter
                text: chip.modelData.value.length > 0 ? chip.modelData.name + "=" + chip.modelData.value.replace(/\n/g, " ") : chip.modelData.name
                font: Theme.monoTiny
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
            HoverHandler { id: hover }
            ToolTip {
                visible: hover.hovered && words.truncated
                text: chip.modelData.name + "\n" + chip.modelData.value.slice(0, 400)
            }
        }
    }
}
