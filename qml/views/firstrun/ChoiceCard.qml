// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// One of the ways to begin: a picture, what it is, what it takes.
T.AbstractButton {
    id: root
    property string symbol
    property string detail
    property string caution ///< why it may not go well here
    property bool primary: false
    readonly property color ink: root.enabled ? Theme.text : Theme.text3

    implicitHeight: content.implicitHeight + 2 * Theme.xl
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: root.text
    Accessible.description: root.detail + " " + root.caution
    Accessible.onPressAction: root.clicked()
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()
    background: Panel {
        color: root.down ? Theme.press : root.hovered ? Theme.hover : Theme.panel
        border.width: root.primary ? Theme.line : Theme.hair
        border.color: root.primary ? Theme.accent : root.hovered ? Theme.accentLine : Theme.cardLine
        FocusRing { control: root; shown: root.visualFocus; radius: Theme.radiusCard + Theme.xs }
    }
    contentItem: Item {
        Column {
            id: content
            x: Theme.xl
            y: Theme.xl
            width: parent.width - 2 * Theme.xl
            spacing: Theme.sm
            Rectangle {
                width: Theme.iconHuge
                height: width
                radius: width / 2
                antialiasing: true
                color: Theme.accentSoft
                Icon {
                    anchors.centerIn: parent
                    name: root.symbol
                    size: Theme.iconLarge
                    color: Theme.accent
                }
            }
            Label {
                width: parent.width
                text: root.text
                font: Theme.title
                color: root.ink
                wrapMode: Text.Wrap
            }
            Label {
                width: parent.width
                text: root.detail
                color: Theme.text2
                wrapMode: Text.Wrap
            }
            Badge {
                visible: root.caution.length > 0
                level: Badge.Warn
                text: root.caution
            }
        }
    }
}
