// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// What became of each object that was sent. results: [{kind, name, ok, message}]; failures: how many can be tried again.
Column {
    id: root
    property var results: []
    property int failures: 0
    signal retried()
    spacing: Theme.xs
    Repeater {
        model: root.results
        Item {
            id: outcome
            required property var modelData
            width: root.width
            height: words.height
            Accessible.role: outcome.modelData.ok ? Accessible.StaticText : Accessible.AlertMessage
            Accessible.name: words.text
            Icon {
                id: mark
                y: (Theme.control / 2 - height) / 2
                name: outcome.modelData.ok ? "check" : "error"
                size: Theme.iconSmall
                color: outcome.modelData.ok ? Theme.ok : Theme.bad
            }
            Label {
                id: words
                anchors.left: mark.right
                anchors.leftMargin: Theme.sm
                anchors.right: parent.right
                wrapMode: Text.Wrap
                text: outcome.modelData.kind + " " + outcome.modelData.name + ": " + outcome.modelData.message
                color: outcome.modelData.ok ? Theme.text2 : Theme.bad
                Accessible.ignored: true
            }
        }
    }
    Button {
        objectName: "retry"
        visible: root.failures > 0
        small: true
        symbol: "refresh"
        text: qsTr("Try what failed again")
        onClicked: root.retried()
    }
}
