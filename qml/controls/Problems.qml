// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// What is wrong with a text, line by line; a click goes there. problems: [{line, message}].
Column {
    id: root
    property var problems: []
    signal picked(line: int)
    spacing: Theme.xs
    Repeater {
        model: root.problems.slice(0, 6)
        Label {
            id: problem
            required property var modelData
            width: root.width
            text: qsTr("Line %1: %2").arg(problem.modelData.line).arg(problem.modelData.message)
            color: Theme.bad
            font: Theme.small
            wrapMode: Text.Wrap
            Accessible.role: Accessible.AlertMessage
            Accessible.name: problem.text
            TapHandler { onTapped: root.picked(problem.modelData.line) }
        }
    }
    Label {
        visible: root.problems.length > 6
        text: qsTr("and %Ln more", "", root.problems.length - 6)
        color: Theme.text3
        font: Theme.small
    }
}
