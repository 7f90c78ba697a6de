// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What this computer can do for clusters, and how to mend what it cannot.
Column {
    id: root
    required property var facts ///< as Clusters.host
    spacing: Theme.sm
    Accessible.role: Accessible.List
    Accessible.name: qsTr("This computer")
    Repeater {
        model: root.facts
        Row {
            id: fact
            required property var modelData
            readonly property string word: ({ good: qsTr("good"), limited: qsTr("limited"), missing: qsTr("missing") })[fact.modelData.level]
            width: root.width
            spacing: Theme.md
            Accessible.role: Accessible.ListItem
            Accessible.name: [fact.modelData.title, fact.word, fact.modelData.meaning, fact.modelData.remedy].filter(part => part.length > 0).join(". ")
            Icon {
                id: mark
                y: Theme.xxs
                name: ({ good: "check", limited: "warning", missing: "error" })[fact.modelData.level]
                size: Theme.icon
                color: ({ good: Theme.ok, limited: Theme.warn, missing: Theme.bad })[fact.modelData.level]
            }
            Label {
                id: title
                width: Theme.px(150)
                text: fact.modelData.title
                font: Theme.bodyStrong
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
            Column {
                width: fact.width - mark.width - title.width - 2 * fact.spacing
                spacing: Theme.xxs
                Label {
                    width: parent.width
                    text: fact.modelData.meaning
                    color: Theme.text2
                    wrapMode: Text.Wrap
                    Accessible.ignored: true
                }
                Label {
                    visible: text.length > 0
                    width: parent.width
                    text: fact.modelData.remedy
                    font: Theme.small
                    color: Theme.text3
                    wrapMode: Text.Wrap
                    Accessible.ignored: true
                }
            }
        }
    }
}
