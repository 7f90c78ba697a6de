// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

Rectangle {
    property bool vertical: false
    implicitWidth: Theme.hair
    implicitHeight: Theme.hair
    color: Theme.hairline
}
