// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Models

// The ports of a pod, a workload or a Service: one press, and one of them is a port of this machine.
FocusScope {
    id: root
    required property QtObject session
    required property PortForwards forwards
    required property string kind
    required property string ns
    required property string name
    readonly property bool typing: remote.activeFocus || here.activeFocus

    function forward(port: int, localPort: int): void {
        const id = root.forwards.start(root.kind, root.ns, root.name, port, localPort);
        list.note = id < 0 ? qsTr("No more ports can be forwarded; stop one first.") : "";
    }

    ForwardPorts {
        id: ports
        session: root.session
        kind: root.kind
        ns: root.ns
        name: root.name
    }
    Flickable {
        anchors.fill: parent
        contentHeight: list.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Column {
            id: list
            property string note
            width: root.width
            spacing: Theme.sm
            Label {
                width: parent.width
                text: root.kind === "Pod" ? qsTr("A port of this machine that leads to the pod.")
                    : qsTr("A port of this machine that leads to one of the pods that are ready, and to another when that goes.")
                color: Theme.text2
                wrapMode: Text.Wrap
            }
            Repeater {
                model: ports.ports
                Item {
                    id: offer
                    required property var modelData
                    required property int index
                    width: list.width
                    height: Theme.control
                    Column {
                        anchors.left: parent.left
                        anchors.right: go.left
                        anchors.rightMargin: Theme.sm
                        anchors.verticalCenter: parent.verticalCenter
                        MonoLabel {
                            text: offer.modelData.port + (offer.modelData.name.length > 0 ? "  " + offer.modelData.name : "")
                            color: Theme.text
                        }
                        Label {
                            width: parent.width
                            visible: offer.modelData.detail.length > 0
                            text: offer.modelData.detail
                            font: Theme.small
                            color: Theme.text3
                            elide: Text.ElideRight
                        }
                    }
                    Button {
                        id: go
                        objectName: "forward-" + offer.modelData.port
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        small: true
                        symbol: "link"
                        kind: offer.index === 0 ? Button.Primary : Button.Quiet
                        text: qsTr("Forward")
                        Accessible.description: qsTr("Port %1").arg(offer.modelData.port)
                        onClicked: root.forward(offer.modelData.port, 0)
                    }
                }
            }
            Label {
                visible: ports.ports.length === 0
                width: parent.width
                text: qsTr("It names no ports; give the number.")
                color: Theme.text3
                wrapMode: Text.Wrap
            }
            Divider { width: parent.width }
            Row {
                width: parent.width
                spacing: Theme.sm
                TextField {
                    id: remote
                    objectName: "forwardPort"
                    width: (parent.width - another.width - 2 * Theme.sm) / 2
                    placeholderText: qsTr("Port there")
                    validator: IntValidator { bottom: 1; top: 65535 }
                    onAccepted: another.clicked()
                }
                TextField {
                    id: here
                    objectName: "forwardLocalPort"
                    width: remote.width
                    placeholderText: qsTr("Here (any)")
                    validator: IntValidator { bottom: 0; top: 65535 }
                    onAccepted: another.clicked()
                }
                Button {
                    id: another
                    objectName: "forwardAnother"
                    text: qsTr("Forward")
                    enabled: remote.acceptableInput
                    onClicked: if (remote.acceptableInput) root.forward(parseInt(remote.text), here.text.length > 0 ? parseInt(here.text) : 0)
                }
            }
            Label {
                visible: list.note.length > 0
                width: parent.width
                text: list.note
                color: Theme.bad
                wrapMode: Text.Wrap
            }
            Repeater {
                model: root.forwards
                ForwardRow {
                    id: row
                    required property var model
                    readonly property bool mine: row.model.kind === root.kind && row.model.ns === root.ns && row.model.name === root.name
                    visible: row.mine
                    width: list.width
                    height: row.mine ? implicitHeight : 0
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
