// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// What an action stands for, for a shell and on the wire; shown when asked for, each with a button that copies it.
Column {
    id: root
    property string kubectl
    property string request
    property alias shown: toggle.checked
    spacing: Theme.xs

    function copy(text: string): void {
        clipboard.text = text;
        clipboard.selectAll();
        clipboard.copy();
        clipboard.clear();
    }
    TextEdit {
        id: clipboard
        visible: false
        textFormat: TextEdit.PlainText
    }
    Button {
        id: toggle
        objectName: "showCommand"
        visible: root.kubectl.length > 0 || root.request.length > 0
        kind: Button.Bare
        small: true
        font: Theme.body
        checkable: true
        symbol: toggle.checked ? "chevron-down" : "chevron-right"
        text: toggle.checked ? qsTr("Hide the command") : qsTr("Show the command")
    }
    Repeater {
        model: toggle.checked ? [root.kubectl, root.request].filter(text => text.length > 0) : []
        Rectangle {
            id: line
            required property string modelData
            width: root.width
            height: text.implicitHeight + 2 * Theme.sm
            radius: Theme.radiusSmall
            color: Theme.well
            border.color: Theme.hairline
            MonoLabel {
                id: text
                x: Theme.md
                y: Theme.sm
                width: parent.width - 2 * Theme.md - copy.width
                text: line.modelData
                wrapMode: Text.WrapAnywhere
                maximumLineCount: 8
                elide: Text.ElideRight
            }
            IconButton {
                id: copy
                anchors.right: parent.right
                anchors.rightMargin: Theme.xs
                y: Theme.hair
                small: true
                symbol: "copy"
                text: qsTr("Copy")
                onClicked: root.copy(line.modelData)
            }
        }
    }
}
