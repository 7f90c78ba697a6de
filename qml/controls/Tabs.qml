// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A row of Tab buttons; currentIndex says which.
T.TabBar {
    id: root
    implicitHeight: Theme.control
    implicitWidth: list.contentWidth
    spacing: Theme.xs
    Accessible.role: Accessible.PageTabList
    contentItem: ListView {
        id: list
        model: root.contentModel
        currentIndex: root.currentIndex
        orientation: ListView.Horizontal
        spacing: root.spacing
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentWidth > width
    }
    background: Item { }
}
