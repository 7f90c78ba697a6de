// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// A container's log: follows at the end, stays where the reader scrolled to.
Item {
    id: root
    required property QtObject session
    required property string ns
    required property string pod
    required property var containers
    readonly property alias log: log

    LogModel {
        id: log
        session: root.session
        ns: root.ns
        pod: root.pod
        container: picker.container
        previous: earlier.checked
        onCountChanged: if (list.following) Qt.callLater(list.positionViewAtEnd)
    }

    Row {
        id: tools
        width: parent.width
        spacing: Theme.sm
        SearchField {
            id: search
            width: parent.width - earlier.width - Theme.sm - (picker.visible ? picker.width + Theme.sm : 0)
            placeholderText: qsTr("Find in the log")
            Accessible.name: placeholderText
            Keys.onReturnPressed: {
                const row = log.find(search.text, list.currentIndex + 1);
                list.currentIndex = row >= 0 ? row : log.find(search.text, 0);
                list.following = false;
                list.positionViewAtIndex(Math.max(0, list.currentIndex), ListView.Center);
            }
        }
        ContainerPicker {
            id: picker
            containers: root.containers
        }
        Button {
            id: earlier
            text: qsTr("Previous")
            hint: qsTr("The log of the container before its last restart")
            checkable: true
        }
    }
    Rectangle {
        anchors.top: tools.bottom
        anchors.topMargin: Theme.md
        anchors.bottom: parent.bottom
        width: parent.width
        radius: Theme.radius
        color: Theme.well
        border.color: Theme.hairline
        ListView {
            id: list
            objectName: "logLines"
            property bool following: true
            anchors.fill: parent
            anchors.margins: Theme.md
            clip: true
            model: log
            reuseItems: true
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            onMovementEnded: list.following = list.atYEnd
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Log of %1").arg(root.pod)
            T.ScrollBar.vertical: ScrollBar { }
            delegate: Rectangle {
                id: line
                required property string time
                required property string line
                required property string level
                required property int index
                width: list.width
                height: words.height + Theme.xxs
                color: list.currentIndex === line.index ? Theme.hover : "transparent"
                Label {
                    id: stamp
                    text: line.time
                    font: Theme.monoTiny
                    color: Theme.text3
                }
                Label {
                    id: words
                    anchors.left: stamp.right
                    anchors.leftMargin: Theme.sm
                    anchors.right: parent.right
                    text: line.line
                    textFormat: Text.PlainText
                    wrapMode: Text.WrapAnywhere
                    font: Theme.monoTiny
                    color: line.level === "bad" ? Theme.bad : line.level === "warning" ? Theme.warn : Theme.text
                }
            }
        }
        Label {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.xl
            visible: log.count === 0
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            color: Theme.text3
            text: log.message.length > 0 ? log.message : qsTr("Nothing written yet")
        }
        Button {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.sm
            visible: !list.following && log.count > 0
            small: true
            text: qsTr("Follow")
            symbol: "chevron-down"
            onClicked: {
                list.following = true;
                list.positionViewAtEnd();
            }
        }
    }
}
