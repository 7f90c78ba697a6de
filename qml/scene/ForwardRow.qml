// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// One forwarded port: its address here, where it leads, what goes through; open, copy, stop.
Item {
    id: root
    property string title ///< "web:80"
    property string pod
    property string url
    property string phase ///< "starting", "open", "waiting", "failed"
    property string message
    property real bytesIn: 0
    property real bytesOut: 0
    property int connections: 0
    signal openAsked()
    signal copyAsked()
    signal stopAsked()

    function size(bytes: real): string {
        const units = ["B", "KB", "MB", "GB"];
        let step = 0;
        while (bytes >= 1000 && step < units.length - 1) {
            bytes /= 1000;
            ++step;
        }
        return (step > 0 && bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)) + " " + units[step];
    }

    implicitHeight: column.implicitHeight + 2 * Theme.sm
    Accessible.role: Accessible.ListItem
    Accessible.name: [root.title, root.url, root.message].filter(part => part.length > 0).join(", ")
    Column {
        id: column
        y: Theme.sm
        anchors.left: parent.left
        anchors.right: tools.left
        anchors.rightMargin: Theme.sm
        spacing: Theme.xxs
        Row {
            width: parent.width
            spacing: Theme.sm
            Badge {
                anchors.verticalCenter: parent.verticalCenter
                level: ({ open: Badge.Ok, starting: Badge.Busy, waiting: Badge.Warn, failed: Badge.Bad })[root.phase] ?? Badge.Off
                text: ""
                Accessible.ignored: true
            }
            Label {
                text: root.title
                font: Theme.name
                elide: Text.ElideMiddle
                width: Math.min(implicitWidth, parent.width - Theme.xl)
            }
        }
        MonoLabel {
            objectName: "forwardUrl"
            visible: root.url.length > 0
            width: parent.width
            text: root.url
            color: Theme.accent
            elide: Text.ElideRight
            HoverHandler { cursorShape: Qt.PointingHandCursor }
            TapHandler { onTapped: root.openAsked() }
        }
        Label {
            width: parent.width
            text: root.message.length > 0 ? root.message
                : qsTr("%1 · %Ln connection(s) · %2 in, %3 out", "", root.connections).arg(root.pod).arg(root.size(root.bytesIn)).arg(root.size(root.bytesOut))
            font: Theme.small
            color: root.phase === "failed" ? Theme.bad : Theme.text3
            wrapMode: root.message.length > 0 ? Text.Wrap : Text.NoWrap
            elide: Text.ElideMiddle
            maximumLineCount: 3
        }
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        IconButton {
            objectName: "forwardOpen"
            small: true
            visible: root.url.length > 0
            symbol: "globe"
            text: qsTr("Open %1").arg(root.url)
            onClicked: root.openAsked()
        }
        IconButton {
            small: true
            visible: root.url.length > 0
            symbol: "copy"
            text: qsTr("Copy %1").arg(root.url)
            onClicked: root.copyAsked()
        }
        IconButton {
            objectName: "forwardStop"
            small: true
            symbol: "cross"
            text: qsTr("Stop")
            onClicked: root.stopAsked()
        }
    }
}
