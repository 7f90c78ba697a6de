// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// Text in the window's type and colour.
Text {
    color: Theme.text
    font: Theme.body
    verticalAlignment: Text.AlignVCenter
    textFormat: Text.PlainText
}
