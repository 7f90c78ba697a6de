// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// A soft light behind something. Dark theme only: print has no glow.
Image {
    property color color: Theme.accent
    visible: Theme.dark
    source: visible ? "image://glow/" + Theme.hex(color) : ""
    smooth: true
}
