// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// What changes from one text to another, line by line. lines: [{sign, text}]: "-" goes, "+" comes, " " stays, "~" so many lines are left out.
Rectangle {
    id: root
    property var lines: []
    radius: Theme.radius
    color: Theme.well
    border.color: Theme.hairline
    ListView {
        id: list
        anchors.fill: parent
        anchors.margins: Theme.xs
        clip: true
        model: root.lines
        boundsBehavior: Flickable.StopAtBounds
        contentWidth: Math.max(list.width, root.lines.reduce((most, line) => Math.max(most, line.text.length), 0) * character.advanceWidth + Theme.xxl)
        flickableDirection: Flickable.AutoFlickIfNeeded
        T.ScrollBar.vertical: ScrollBar { }
        T.ScrollBar.horizontal: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("What changes")
        delegate: Rectangle {
            id: line
            required property var modelData
            readonly property bool gone: line.modelData.sign === "-"
            readonly property bool fresh: line.modelData.sign === "+"
            width: list.contentWidth
            height: text.implicitHeight
            color: line.gone ? Theme.badSoft : line.fresh ? Theme.alpha(Theme.ok, Theme.tint) : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: (line.gone ? qsTr("goes: %1") : line.fresh ? qsTr("comes: %1") : "%1").arg(text.text)
            MonoLabel {
                x: Theme.sm
                visible: line.gone || line.fresh
                text: line.modelData.sign
                color: text.color
            }
            MonoLabel {
                id: text
                x: Theme.xl
                text: line.modelData.sign === "~" ? qsTr("… %Ln line(s) …", "", Number(line.modelData.text)) : line.modelData.text
                color: line.gone ? Theme.bad : line.fresh ? Theme.ok : line.modelData.sign === "~" ? Theme.text3 : Theme.text2
            }
        }
    }
    TextMetrics {
        id: character
        font: Theme.monoSmall
        text: "n"
    }
    Label {
        visible: root.lines.length === 0
        anchors.centerIn: parent
        text: qsTr("Nothing would change")
        color: Theme.text3
    }
}
