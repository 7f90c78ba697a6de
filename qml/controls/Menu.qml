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
    /// Chooses what the keyboard is at: for Return, as Qt 6.4 knows Space only.
    function choose(): void {
        const item = root.itemAt(root.currentIndex);
        if (!item || !item.enabled)
            return;
        if (item["checkable"])
            item["toggle"]();
        item["triggered"]();
    }
    contentItem: ListView {
        id: list
        implicitHeight: contentHeight
        model: root.contentModel
        currentIndex: root.currentIndex
        interactive: false
        Keys.onReturnPressed: root.choose()
        Keys.onEnterPressed: root.choose()
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.popup
        border.color: Theme.cardLine
    }
}
