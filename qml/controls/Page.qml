// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// More than fits, to scroll through. Where the keyboard goes, the page follows.
Flickable {
    id: root
    readonly property Item focused: root.Window.activeFocusItem
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar { }
    onFocusedChanged: {
        let inside = root.focused;
        while (inside && inside !== root.contentItem)
            inside = inside.parent;
        if (!inside)
            return;
        const y = root.focused.mapToItem(root.contentItem, 0, 0).y;
        if (y < root.contentY + Theme.lg)
            root.contentY = Math.max(0, y - Theme.xxl);
        else if (y + root.focused.height > root.contentY + root.height - Theme.lg)
            root.contentY = Math.min(Math.max(0, root.contentHeight - root.height), y + root.focused.height - root.height + Theme.xxl);
    }
}
