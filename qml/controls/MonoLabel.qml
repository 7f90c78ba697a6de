// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// Addresses, images, code: monospaced and never shaped.
Text {
    color: Theme.text2
    font: Theme.monoSmall
    verticalAlignment: Text.AlignVCenter
    textFormat: Text.PlainText
}
