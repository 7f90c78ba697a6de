// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

T.ToolTip {
    id: root
    x: parent ? Math.round((parent.width - implicitWidth) / 2) : 0
    y: parent ? parent.height + Theme.sm : 0
    margins: Theme.sm
    padding: Theme.sm
    horizontalPadding: Theme.md
    delay: Theme.toolTipDelay
    implicitWidth: Math.min(Theme.fieldWidth, text.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent
    contentItem: Label {
        id: text
        text: root.text
        font: Theme.small
        wrapMode: Text.Wrap
    }
    background: Rectangle {
        radius: Theme.radiusSmall + Theme.xxs
        color: Theme.popup
        border.color: Theme.cardLine
    }
}
