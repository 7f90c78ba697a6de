// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One line of a log: which container (a bar of its hue, and its name), when, and what.
Rectangle {
    id: root
    required property string time
    required property string line
    required property string styled
    required property string level
    required property string tag
    required property int source
    required property bool selected
    required property int index
    property bool current: false
    property bool timed: true
    property bool wrapped: true
    property bool tagged: false ///< there are several containers
    signal picked(extend: bool)

    height: words.height + Theme.xxs
    color: root.selected ? Theme.accentSoft : root.current ? Theme.hover : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: [root.time, root.tagged ? root.tag : "", root.line].filter(part => part.length > 0).join(" ")
    Accessible.selected: root.selected
    Accessible.focusable: true

    TapHandler {
        acceptedModifiers: Qt.NoModifier
        onTapped: root.picked(false)
    }
    TapHandler {
        acceptedModifiers: Qt.ShiftModifier
        onTapped: root.picked(true)
    }
    Rectangle {
        visible: root.tagged
        width: Theme.xs - Theme.hair
        height: parent.height
        color: Theme.hue(root.source)
    }
    Row {
        id: head
        x: root.tagged ? Theme.sm : 0
        spacing: Theme.sm
        rightPadding: width > 0 ? Theme.sm : 0
        Label {
            visible: root.timed && root.time.length > 0
            text: root.time
            font: Theme.monoTiny
            color: Theme.text3
            Accessible.ignored: true
        }
        Label {
            visible: root.tagged && root.tag.length > 0
            text: root.tag
            font: Theme.monoTiny
            color: Theme.hue(root.source)
            Accessible.ignored: true
        }
    }
    Label {
        id: words
        anchors.left: head.right
        anchors.right: root.wrapped ? parent.right : undefined
        text: root.styled.length > 0 ? root.styled : root.line
        textFormat: root.styled.length > 0 ? Text.StyledText : Text.PlainText
        wrapMode: root.wrapped ? Text.WrapAnywhere : Text.NoWrap
        font: Theme.monoTiny
        color: root.level === "bad" ? Theme.bad : root.level === "warning" ? Theme.warn : root.level === "quiet" ? Theme.text3 : Theme.text
        Accessible.ignored: true
    }
}
