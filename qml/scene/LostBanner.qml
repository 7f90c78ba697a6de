// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// The cluster does not answer: why, since when, when it is asked again. What is on the screen stays, as the last known state.
Rectangle {
    id: root
    property string reason ///< empty: it answers
    property date since
    property date nextTry
    signal retryRequested

    property int seconds: 0 ///< seconds until nextTry
    function count(): void {
        root.seconds = Math.max(0, Math.ceil((root.nextTry.getTime() - Date.now()) / 1000)) || 0;
    }
    onNextTryChanged: root.count()

    visible: root.reason.length > 0
    implicitHeight: Math.max(words.implicitHeight, retry.implicitHeight) + 2 * Theme.sm
    radius: Theme.radius
    color: Theme.badSoft
    border.width: Theme.hair
    border.color: Theme.bad
    antialiasing: true
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title.text + ". " + root.reason
    Timer {
        running: root.visible && root.seconds > 0
        interval: 1000
        repeat: true
        onTriggered: root.count()
    }
    Icon {
        id: mark
        x: Theme.lg
        anchors.verticalCenter: parent.verticalCenter
        name: "disconnected"
        size: Theme.iconLarge
        color: Theme.bad
    }
    Column {
        id: words
        anchors.left: mark.right
        anchors.leftMargin: Theme.md
        anchors.right: retry.left
        anchors.rightMargin: Theme.lg
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.xxs
        Label {
            id: title
            width: parent.width
            text: isNaN(root.since.getTime()) ? qsTr("The cluster does not answer") : qsTr("The cluster does not answer since %1").arg(root.since.toLocaleTimeString(Qt.locale(), Locale.ShortFormat))
            font: Theme.bodyStrong
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: root.reason
            font: Theme.small
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 4
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }
    Button {
        id: retry
        objectName: "tryNow"
        anchors.right: parent.right
        anchors.rightMargin: Theme.sm
        anchors.verticalCenter: parent.verticalCenter
        small: true
        symbol: "refresh"
        text: root.seconds > 0 ? qsTr("Try now (%1 s)").arg(root.seconds) : qsTr("Try now")
        onClicked: root.retryRequested()
    }
}
