// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// The object in words, to read and to copy.
Item {
    id: root
    required property string text
    onTextChanged: code.load(root.text)
    Component.onCompleted: code.load(root.text)
    CodeView {
        id: code
        objectName: "describe"
        anchors.top: parent.top
        anchors.bottom: copy.top
        anchors.bottomMargin: Theme.sm
        width: parent.width
        readOnly: true
        Accessible.name: qsTr("Description")
    }
    IconButton {
        id: copy
        anchors.bottom: parent.bottom
        anchors.right: parent.right
        small: true
        symbol: "copy"
        text: qsTr("Copy")
        onClicked: code.copyAll()
    }
}
