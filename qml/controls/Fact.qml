// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// One line of a list of facts: what it is, and its value.
Item {
    id: root
    property string label
    property string value
    property bool code: true
    property bool first: false
    property color ink: Theme.text
    implicitHeight: Theme.control
    Accessible.role: Accessible.StaticText
    Accessible.name: root.label + ": " + root.value
    Divider {
        visible: !root.first
        width: parent.width
    }
    Label {
        id: name
        anchors.verticalCenter: parent.verticalCenter
        text: root.label
        color: Theme.text3
        Accessible.ignored: true
    }
    Label {
        anchors.left: name.right
        anchors.leftMargin: Theme.lg
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        horizontalAlignment: Text.AlignRight
        elide: Text.ElideMiddle
        text: root.value
        font: root.code ? Theme.mono : Theme.body
        color: root.ink
        Accessible.ignored: true
    }
}
