// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.Menu {
    id: root
    implicitWidth: Math.max(Theme.px(200), list.contentWidth + leftPadding + rightPadding)
    implicitHeight: list.contentHeight + topPadding + bottomPadding
    padding: Theme.xs
    margins: Theme.sm
    overlap: Theme.hair
    delegate: MenuItem { }
    contentItem: ListView {
        id: list
        implicitHeight: contentHeight
        model: root.contentModel
        currentIndex: root.currentIndex
        interactive: false
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.popup
        border.color: Theme.cardLine
    }
}
