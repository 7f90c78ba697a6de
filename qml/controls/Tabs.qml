// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A row of Tab buttons; currentIndex says which. Tab comes to the one that is on, the arrows go to the others.
T.TabBar {
    id: root
    implicitHeight: Theme.control
    implicitWidth: list.contentWidth
    spacing: Theme.xs
    Keys.onLeftPressed: root.step(-1)
    Keys.onRightPressed: root.step(1)
    function step(by: int): void {
        for (let at = root.currentIndex + by; at >= 0 && at < root.count; at += by) {
            const tab = root.itemAt(at) as T.TabButton;
            if (!tab || !tab.visible || !tab.enabled)
                continue;
            tab.forceActiveFocus(Qt.TabFocusReason);
            tab.toggle();
            tab.clicked();
            return;
        }
    }
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
