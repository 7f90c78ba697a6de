// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// A part of the form under a title, folded until it is wanted.
Column {
    id: root
    required property ManifestForm form
    required property string title
    required property string symbol
    property var paths: []
    property var except: []
    property bool unfolded: false
    property bool filledCounts: true ///< a part that the manifest has shows brighter
    readonly property bool filled: root.filledCounts && rows.filled > 0
    readonly property bool wrong: {
        root.form.editor.problems;
        return root.filledCounts && root.paths.some(path => root.form.problem(path, true).length > 0);
    }
    default property alias extras: before.data
    spacing: Theme.sm

    T.AbstractButton {
        id: head
        width: parent.width
        height: Theme.control
        hoverEnabled: true
        focusPolicy: Qt.StrongFocus
        text: root.title
        Accessible.role: Accessible.Button
        Accessible.name: root.title
        Accessible.description: root.unfolded ? qsTr("unfolded") : qsTr("folded")
        Accessible.onPressAction: head.clicked()
        Keys.onReturnPressed: head.clicked()
        onClicked: root.unfolded = !root.unfolded
        background: Rectangle {
            radius: Theme.radius
            color: head.hovered ? Theme.hover : root.unfolded ? Theme.field : "transparent"
            FocusRing { control: head; shown: head.visualFocus }
        }
        contentItem: Item {
            Icon {
                id: mark
                x: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                name: root.symbol
                size: Theme.iconSmall
                color: root.filled ? Theme.accent : Theme.text3
            }
            Label {
                anchors.left: mark.right
                anchors.leftMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                text: root.title
                font: Theme.bodyMedium
                color: root.unfolded || root.filled ? Theme.text : Theme.text2
            }
            Row {
                anchors.right: parent.right
                anchors.rightMargin: Theme.md
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.sm
                Badge {
                    visible: root.wrong
                    anchors.verticalCenter: parent.verticalCenter
                    level: Badge.Bad
                }
                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: root.unfolded ? "chevron-down" : "chevron-right"
                    size: Theme.iconSmall
                    color: Theme.text3
                }
            }
        }
    }
    Column {
        visible: root.unfolded
        x: Theme.md
        width: parent.width - 2 * x
        spacing: Theme.sm
        bottomPadding: Theme.sm
        Column {
            id: before
            width: parent.width
            spacing: Theme.sm
        }
        FieldRows {
            id: rows
            width: parent.width
            form: root.form
            paths: root.paths
            except: root.except
        }
    }
}
