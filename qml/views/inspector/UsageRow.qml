// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// What the pod or node uses, over the last ten minutes.
Row {
    id: root
    required property Usage usage
    spacing: Theme.lg
    component Course: Column {
        id: course
        property string title
        property string amount
        property alias values: line.values
        property alias hue: line.hue
        spacing: Theme.xs
        Accessible.role: Accessible.StaticText
        Accessible.name: course.title + ": " + course.amount
        Item {
            width: parent.width
            height: name.height
            Label {
                id: name
                text: course.title
                font: Theme.small
                color: Theme.text3
                Accessible.ignored: true
            }
            Label {
                anchors.right: parent.right
                text: course.amount
                font: Theme.monoSmall
                Accessible.ignored: true
            }
        }
        Sparkline {
            id: line
            width: parent.width
            height: Theme.controlSmall
        }
    }
    Course {
        width: (root.width - root.spacing) / 2
        title: qsTr("CPU")
        amount: root.usage.cpuText
        values: root.usage.cpu
        hue: Theme.hue(0)
    }
    Course {
        width: (root.width - root.spacing) / 2
        title: qsTr("Memory")
        amount: root.usage.memoryText
        values: root.usage.memory
        hue: Theme.hue(1)
    }
}
