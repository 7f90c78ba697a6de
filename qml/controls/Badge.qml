// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A state: its mark and its word. The mark differs in shape as well as in colour.
Row {
    id: root
    enum Level { Ok, Busy, Warn, Bad, Off }
    property int level: Badge.Ok
    property string text
    property bool large: false
    readonly property color hue: [Theme.ok, Theme.warn, Theme.warn, Theme.bad, Theme.text3][root.level]
    spacing: Theme.sm
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
    Rectangle {
        visible: root.level !== Badge.Warn && root.level !== Badge.Bad
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.dot
        height: width
        radius: width / 2
        antialiasing: true
        color: root.level === Badge.Ok ? root.hue : "transparent"
        border.width: root.level === Badge.Ok ? 0 : Theme.line
        border.color: root.hue
    }
    Icon {
        visible: root.level === Badge.Warn || root.level === Badge.Bad
        anchors.verticalCenter: parent.verticalCenter
        name: root.level === Badge.Bad ? "error" : "warning"
        size: Theme.iconSmall - Theme.xxs
        color: root.hue
        stroke: "2.4"
    }
    Label {
        visible: root.text.length > 0
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        color: root.level === Badge.Bad ? Theme.bad : Theme.text2
        Accessible.ignored: true
    }
}
