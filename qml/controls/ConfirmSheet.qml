// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme

// Asks before something that cannot be undone. Connect accepted.
Sheet {
    id: root
    property string question
    property string verb: qsTr("Delete")
    property string command
    Column {
        width: parent.width
        spacing: Theme.md
        Label {
            width: parent.width
            text: root.question
            wrapMode: Text.Wrap
            font: Theme.label
        }
        MonoLabel {
            visible: root.command.length > 0
            width: parent.width
            text: root.command
            elide: Text.ElideMiddle
        }
    }
    buttons: [
        Button { text: qsTr("Cancel"); onClicked: root.reject() },
        Button { text: root.verb; kind: Button.Danger; symbol: "trash"; focus: true; onClicked: root.accept() }
    ]
}
