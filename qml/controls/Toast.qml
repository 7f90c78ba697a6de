// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme

// Where outcomes are told: show(text), fail(text), with an optional action. Put one over the window's content.
Item {
    id: root
    implicitWidth: Theme.sheetWidth
    implicitHeight: list.implicitHeight
    signal acted(tag: string)

    function show(text: string): void { root.add(text, false, "", ""); }
    function fail(text: string): void { root.add(text, true, "", ""); }
    function offer(text: string, action: string, tag: string): void { root.add(text, false, action, tag); }
    function add(text: string, failed: bool, action: string, tag: string): void {
        messages.append({ message: text, failed: failed, action: action, tag: tag });
        if (messages.count > 4)
            messages.remove(0);
    }
    ListModel { id: messages }
    Column {
        id: list
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.sm
        Repeater {
            model: messages
            Rectangle {
                id: toast
                required property int index
                required property string message
                required property bool failed
                required property string action
                required property string tag
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(root.width, row.implicitWidth + 2 * Theme.lg)
                height: row.implicitHeight + Theme.xl
                radius: Theme.radius
                color: Theme.popup
                border.color: toast.failed ? Theme.bad : Theme.cardLine
                Accessible.role: Accessible.AlertMessage
                Accessible.name: toast.message
                Row {
                    id: row
                    x: Theme.lg
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Theme.md
                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: toast.failed ? "error" : "check"
                        color: toast.failed ? Theme.bad : Theme.ok
                    }
                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, root.width - Theme.xxl * 4)
                        text: toast.message
                        wrapMode: Text.Wrap
                        Accessible.ignored: true
                    }
                    Button {
                        visible: toast.action.length > 0
                        anchors.verticalCenter: parent.verticalCenter
                        small: true
                        text: toast.action
                        onClicked: {
                            root.acted(toast.tag);
                            messages.remove(toast.index);
                        }
                    }
                    IconButton {
                        anchors.verticalCenter: parent.verticalCenter
                        small: true
                        symbol: "cross"
                        text: qsTr("Dismiss")
                        onClicked: messages.remove(toast.index)
                    }
                }
                Timer { // an error stays until it is read
                    running: !toast.failed
                    interval: Theme.toast
                    onTriggered: messages.remove(toast.index)
                }
            }
        }
    }
}
