// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One thing that was found: its picture, its name with the found letters lit, what it is.
Item {
    id: root
    required property int index
    required property var row ///< FindModel.at()
    property bool current: false
    property string previousSection
    signal entered
    signal picked

    readonly property string section: root.row.section || ""
    readonly property bool first: root.section.length > 0 && root.section !== root.previousSection
    readonly property bool usable: root.row.enabled === true
    height: Theme.control + Theme.xs + (root.first ? Theme.controlSmall : 0)
    Accessible.role: Accessible.ListItem
    Accessible.name: root.row.title
    Accessible.description: root.row.detail || ""
    Accessible.selected: root.current
    Accessible.onPressAction: root.picked()

    Label {
        visible: root.first
        x: Theme.md
        height: Theme.controlSmall
        verticalAlignment: Text.AlignBottom
        bottomPadding: Theme.xs
        text: root.section
        font: Theme.caption
        color: Theme.text3
        Accessible.ignored: true
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.control + Theme.xs
        radius: Theme.radius - Theme.xs
        color: root.current ? Theme.hover : "transparent"
        border.width: root.current ? Theme.line : 0
        border.color: Theme.focus
        Icon {
            id: picture
            x: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            name: root.row.symbol || "chevron-right"
            size: Theme.icon
            color: root.row.type === "command" || root.row.type === "filter" ? Theme.accent : Theme.text2
        }
        Text {
            id: title
            anchors.left: picture.right
            anchors.leftMargin: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, (parent.width - picture.width) * 0.62)
            text: root.row.styled.replace(/<b>/g, "<font color=\"" + Theme.accent + "\">").replace(/<\/b>/g, "</font>")
            textFormat: Text.StyledText
            font: Theme.name
            color: root.usable ? Theme.text : Theme.text3
            elide: Text.ElideRight
            maximumLineCount: 1
            Accessible.ignored: true
        }
        Label {
            anchors.left: title.right
            anchors.leftMargin: Theme.md
            anchors.right: ends.left
            anchors.rightMargin: Theme.md
            anchors.verticalCenter: parent.verticalCenter
            text: root.row.detail || ""
            font: Theme.small
            color: Theme.text3
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Row {
            id: ends
            anchors.right: parent.right
            anchors.rightMargin: Theme.lg + Theme.xxs
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.sm
            Badge {
                visible: root.row.level >= 0
                anchors.verticalCenter: parent.verticalCenter
                level: [Badge.Ok, Badge.Busy, Badge.Warn, Badge.Bad, Badge.Off][Math.max(0, root.row.level)]
            }
            KeyCap {
                visible: text.length > 0
                anchors.verticalCenter: parent.verticalCenter
                text: root.row.keys || ""
            }
        }
        HoverHandler { // the mouse, not the list under it, has to move
            property point last
            onPointChanged: {
                if (hovered && last !== point.scenePosition && last.x + last.y > 0)
                    root.entered();
                last = point.scenePosition;
            }
        }
        TapHandler { onTapped: root.picked() }
    }
}
