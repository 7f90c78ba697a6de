// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// Choices that come and go. foot: what stands under them. Items may come and go while it is open: a column keeps them, since a ListView forgets to show again
// what it has hidden once.
T.Menu {
    id: root
    property alias foot: foot.data
    signal keyPressed(event: var) ///< any other than those that move and choose; accept it to keep it
    implicitWidth: Theme.px(200) + leftPadding + rightPadding
    implicitHeight: column.implicitHeight + foot.height + topPadding + bottomPadding
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
    onCurrentIndexChanged: {
        const item = root.itemAt(root.currentIndex);
        if (item)
            flick.contentY = Math.max(Math.min(flick.contentY, item.y), item.y + item.height - flick.height);
    }
    contentItem: FocusScope {
        implicitHeight: column.implicitHeight + foot.height
        Keys.onReturnPressed: root.choose()
        Keys.onEnterPressed: root.choose()
        Keys.onPressed: event => {
            event.accepted = false;
            root.keyPressed(event);
        }
        Flickable {
            id: flick
            width: parent.width
            height: parent.height - foot.height
            contentHeight: column.implicitHeight
            interactive: contentHeight > height
            clip: interactive
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            Column {
                id: column
                width: flick.width
                Repeater { model: root.contentModel }
            }
        }
        Item {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            height: childrenRect.height
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: Theme.popup
        border.color: Theme.cardLine
    }
}
