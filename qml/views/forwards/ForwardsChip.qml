// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Models

// How many ports of this machine lead into the cluster, wherever one looks; a press lists them.
Button {
    id: root
    required property PortForwards forwards
    objectName: "forwardsChip"
    visible: root.forwards.count > 0
    symbol: "link"
    text: root.forwards.count.toString()
    hint: qsTr("Forwarded ports")
    checked: panel.visible
    Accessible.name: qsTr("%Ln forwarded port(s)", "", root.forwards.count)
    onClicked: panel.visible ? panel.close() : panel.open()
    T.Popup {
        id: panel
        objectName: "forwardsPanel"
        x: root.width - width
        y: root.height + Theme.xs
        width: Theme.inspectorWidth
        height: Math.min(list.contentHeight + head.height + 2 * padding + Theme.sm, Theme.control * 12)
        padding: Theme.lg
        focus: true
        closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent
        background: Panel { color: Theme.popup }
        contentItem: FocusScope {
            Item {
                id: head
                width: parent.width
                height: Theme.controlSmall
                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("Forwarded ports")
                    font: Theme.subtitle
                }
                Button {
                    objectName: "forwardsStopAll"
                    anchors.right: parent.right
                    small: true
                    focus: true
                    text: qsTr("Stop all")
                    onClicked: {
                        panel.close();
                        root.forwards.stopAll();
                    }
                }
            }
            ListView {
                id: list
                anchors.top: head.bottom
                anchors.topMargin: Theme.sm
                anchors.bottom: parent.bottom
                width: parent.width
                clip: true
                model: root.forwards
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar { }
                Accessible.role: Accessible.List
                Accessible.name: qsTr("Forwarded ports")
                delegate: ForwardRow {
                    id: row
                    required property var model
                    width: list.width
                    height: implicitHeight
                    title: row.model.name + ":" + row.model.port
                    pod: row.model.pod
                    url: row.model.url
                    phase: row.model.state
                    message: row.model.message
                    bytesIn: row.model.bytesIn
                    bytesOut: row.model.bytesOut
                    connections: row.model.connections
                    onOpenAsked: Qt.openUrlExternally(row.model.url)
                    onCopyAsked: root.forwards.copyUrl(row.model.id)
                    onStopAsked: root.forwards.stop(row.model.id)
                }
            }
        }
    }
}
