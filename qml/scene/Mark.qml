// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// The app's sign: a sun and two of its planets.
Item {
    id: root
    implicitWidth: 36
    implicitHeight: 36
    Accessible.ignored: true
    component Orbit: Rectangle {
        anchors.centerIn: parent
        height: width
        radius: width / 2
        color: "transparent"
        border.color: Theme.accentLine
        border.width: 1.5
        antialiasing: true
    }
    component Body: Rectangle {
        height: width
        radius: width / 2
        antialiasing: true
        color: Theme.accent
    }
    Orbit { width: 34 }
    Orbit { width: 20 }
    Body { anchors.centerIn: parent; width: 9 }
    Body { x: 26; y: 3; width: 7 }
    Body { x: 8; y: 23; width: 5; color: Theme.text }
}
