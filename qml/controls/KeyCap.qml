// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A key to press, as a small cap.
Rectangle {
    id: root
    property string text
    implicitWidth: label.implicitWidth + Theme.md
    implicitHeight: label.implicitHeight + Theme.sm
    radius: Theme.radiusSmall
    color: Theme.hover
    border.color: Theme.cardLine
    MonoLabel {
        id: label
        anchors.centerIn: parent
        text: root.text
        font: Theme.monoTiny
    }
}
