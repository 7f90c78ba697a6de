// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// The ground behind everything.
Image {
    source: "image://sky/" + (Theme.dark ? "dark" : "light")
    sourceSize.width: 1600
    sourceSize.height: 1000
    fillMode: Image.Stretch
    smooth: true
    Accessible.ignored: true
}
