// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// What became of each object that was sent; of very many, what failed. results: [{kind, name, ok, message}]; failures: how many can be tried again.
Column {
    id: root
    property var results: []
    property int failures: 0
    signal retried()
    readonly property bool many: root.results.length > 40
    readonly property var failed: root.results.filter(result => !result.ok)
    spacing: Theme.xs
    Label {
        visible: root.many
        text: qsTr("%1 of %2 objects went well").arg(root.results.length - root.failed.length).arg(root.results.length)
        color: Theme.text2
    }
    Repeater {
        model: root.many ? root.failed.slice(0, 40) : root.results
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
    Label {
        visible: root.many && root.failed.length > 40
        text: qsTr("and %Ln more", "", root.failed.length - 40)
        color: Theme.bad
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
