// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// One of resources/icons, tinted.
Image {
    id: root
    property string name
    property color color: Theme.text
    property int size: Theme.icon
    property string stroke: "1.9"

    width: size
    height: size
    sourceSize.width: size * Screen.devicePixelRatio
    sourceSize.height: size * Screen.devicePixelRatio
    source: name.length > 0 ? "image://icon/" + name + "/" + Theme.hex(color) + "/" + stroke : ""
    smooth: true
    asynchronous: false
}
