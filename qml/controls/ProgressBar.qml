// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.ProgressBar {
    id: root
    property color hue: Theme.accent
    implicitWidth: Theme.fieldWidth
    implicitHeight: Theme.xs
    Accessible.role: Accessible.ProgressBar
    background: Rectangle {
        radius: height / 2
        color: Theme.track
    }
    contentItem: Item {
        Rectangle {
            width: parent.width * (root.indeterminate ? 1 : root.visualPosition)
            height: parent.height
            radius: height / 2
            color: root.hue
            opacity: root.indeterminate ? 0.45 : 1
        }
    }
}
