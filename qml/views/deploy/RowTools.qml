// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// What can be done with a part of the manifest: more of its fields, one more item, away with it.
Row {
    id: root
    required property ManifestForm form
    required property string path
    required property string what
    required property var addable
    required property bool canAdd
    required property bool canRemove
    property bool shown: true
    signal added(path: string)
    width: root.shown ? implicitWidth : 0
    visible: root.shown

    IconButton {
        id: more
        visible: root.addable.length > 0
        small: true
        symbol: "more"
        text: qsTr("More fields of %1").arg(root.what)
        onClicked: {
            picker.active = true;
            (picker.item as FieldPicker).open();
        }
        Loader {
            id: picker
            active: false
            sourceComponent: FieldPicker {
                parent: more
                x: more.width - width
                y: more.height
                fields: root.addable
                onPicked: field => root.added(root.path.length > 0 ? root.path + "." + field : field)
                onClosed: picker.active = false
            }
        }
    }
    IconButton {
        visible: root.canAdd
        small: true
        symbol: "plus"
        text: qsTr("Add to %1").arg(root.what)
        onClicked: root.added(root.path)
    }
    IconButton {
        visible: root.canRemove
        small: true
        symbol: "cross"
        text: qsTr("Remove %1").arg(root.what)
        onClicked: root.form.remove(root.path)
    }
}
