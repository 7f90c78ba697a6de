// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// Where the keyboard is.
Rectangle {
    required property Item control
    property bool shown: control.activeFocus
    anchors.fill: parent
    anchors.margins: -Theme.xs
    visible: shown
    color: "transparent"
    radius: Theme.radius + Theme.xs
    border.width: Theme.line
    border.color: Theme.focus
    antialiasing: true
}
