// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// What there is to know, a line each; what does not fit a line wraps under its name.
Flickable {
    id: root
    required property ObjectDetail detail
    contentHeight: list.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar { }
    Column {
        id: list
        width: root.width
        Repeater {
            model: root.detail.facts
            Item {
                id: line
                required property var modelData
                required property int index
                readonly property bool fits: !line.modelData.value.includes("\n") && line.modelData.value.length < 34
                width: list.width
                height: line.fits ? fact.implicitHeight : prose.height
                Fact {
                    id: fact
                    visible: line.fits
                    width: parent.width
                    label: line.modelData.label
                    value: line.modelData.value
                    code: line.modelData.mono
                    first: line.index === 0
                }
                Column {
                    id: prose
                    visible: !line.fits
                    width: parent.width
                    topPadding: Theme.sm
                    bottomPadding: Theme.sm
                    spacing: Theme.xs
                    Label {
                        text: line.modelData.label
                        color: Theme.text3
                    }
                    Label {
                        width: parent.width
                        text: line.modelData.value
                        font: line.modelData.mono ? Theme.monoSmall : Theme.body
                        wrapMode: Text.WrapAnywhere
                    }
                }
            }
        }
    }
}
