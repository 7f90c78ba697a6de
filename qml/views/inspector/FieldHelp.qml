// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// What the field under the pointer or the cursor is, by the cluster's own documentation. Always of one height, so that nothing jumps.
Rectangle {
    id: root
    required property var doc ///< {path, type, required, values, otherwise, description}
    readonly property bool known: root.doc.path !== undefined
    implicitHeight: head.height + 2 * Theme.sm + 2 * more.font.pixelSize + Theme.sm
    radius: Theme.radiusSmall
    color: Theme.field
    Accessible.role: Accessible.StaticText
    Accessible.name: root.known ? root.doc.path + ", " + more.facts : more.text
    Label {
        id: head
        x: Theme.sm
        y: Theme.sm
        width: parent.width - 2 * Theme.sm
        text: root.known ? root.doc.path : " "
        font: Theme.monoTiny
        color: Theme.accent
        elide: Text.ElideLeft
        Accessible.ignored: true
    }
    Label {
        id: more
        readonly property string facts: !root.known ? "" : [root.doc.type, root.doc.required ? qsTr("required") : "",
            root.doc.values.length > 0 ? qsTr("one of %1").arg(root.doc.values.join(", ")) : "",
            root.doc.otherwise.length > 0 ? qsTr("default %1").arg(root.doc.otherwise) : ""].filter(word => word.length > 0).join(" · ")
        anchors.top: head.bottom
        anchors.topMargin: Theme.xxs
        x: Theme.sm
        width: parent.width - 2 * Theme.sm
        text: root.known ? more.facts + (root.doc.description.length > 0 ? ". " + root.doc.description : "") : qsTr("Point at a field to see what it is")
        font: Theme.small
        color: Theme.text2
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
        Accessible.ignored: true
        HoverHandler { id: hover }
        ToolTip {
            visible: hover.hovered && more.truncated
            text: more.text
        }
    }
}
