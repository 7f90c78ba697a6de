// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A dialog over the window: title, content, a row of buttons (footer). Esc closes it unless busy.
T.Dialog {
    id: root
    property string subtitle
    property bool busy: false
    default property alias body: holder.data
    property alias buttons: footerRow.data

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(Theme.sheetWidth, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    height: Math.min(head.height + holder.childrenRect.height + foot.height + 2 * Theme.xl + 2 * Theme.lg, parent ? parent.height - 2 * Theme.xl : holder.childrenRect.height)
    modal: true
    focus: true
    closePolicy: root.busy ? T.Popup.NoAutoClose : T.Popup.CloseOnEscape
    padding: Theme.xl
    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }
    background: Panel {
        color: Theme.popup
    }
    contentItem: Item {
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title
        Accessible.description: root.subtitle
        Column {
            id: head
            width: parent.width - close.width
            spacing: Theme.xxs
            Label {
                width: parent.width
                text: root.title
                font: Theme.heading
                elide: Text.ElideRight
            }
            Label {
                visible: root.subtitle.length > 0
                width: parent.width
                text: root.subtitle
                color: Theme.text2
                wrapMode: Text.Wrap
            }
        }
        IconButton {
            id: close
            anchors.right: parent.right
            small: true
            symbol: "cross"
            text: qsTr("Close")
            enabled: !root.busy
            onClicked: root.reject()
        }
        Flickable {
            id: flick
            anchors.top: head.bottom
            anchors.topMargin: Theme.lg
            anchors.bottom: foot.top
            anchors.bottomMargin: footerRow.children.length > 0 ? Theme.lg : 0
            width: parent.width + Theme.md // the scroll bar lies in the padding
            contentHeight: holder.childrenRect.height
            clip: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            Item {
                id: holder
                width: flick.width - Theme.md
                height: childrenRect.height
            }
        }
        Item {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            height: footerRow.height
            Row {
                id: footerRow
                anchors.right: parent.right
                spacing: Theme.sm
            }
        }
    }
    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.fast }
    }
    exit: Transition {
        NumberAnimation { property: "opacity"; to: 0; duration: Theme.fast }
    }
}
