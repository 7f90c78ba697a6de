// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// A Service in front of the pods of a workload.
VerbSheet {
    id: root
    readonly property var types: ["ClusterIP", "NodePort", "LoadBalancer"]
    title: qsTr("Expose %1").arg(root.name)
    subtitle: qsTr("A Service gives its pods one address, whichever of them are there.")
    verb: qsTr("Expose")
    ready: nameField.text.length > 0
    choice: ({ name: nameField.text, type: root.types[typeField.currentIndex], port: portField.value, targetPort: targetField.value })
    onStarted: {
        nameField.text = root.name;
        typeField.currentIndex = 0;
        portField.value = 80;
        targetField.value = 80;
        now.read(root.kind, root.ns, root.name);
        nameField.forceActiveFocus();
    }

    ObjectReading {
        id: now
        session: root.session
        onArrived: if (now.port > 0) targetField.value = now.port
    }
    Column {
        width: parent.width
        spacing: Theme.md
        Row {
            width: parent.width
            spacing: Theme.md
            FormRow {
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Name of the service")
                TextField { id: nameField; objectName: "exposeName"; width: parent.width; code: true; Accessible.name: qsTr("Name of the service") }
            }
            FormRow {
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Reachable")
                ComboBox {
                    id: typeField
                    width: parent.width
                    model: [qsTr("within the cluster"), qsTr("at every node's address"), qsTr("through a load balancer")]
                    Accessible.name: qsTr("Reachable")
                }
            }
        }
        Row {
            width: parent.width
            spacing: Theme.md
            FormRow {
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Port of the service")
                NumberField { id: portField; objectName: "exposePort"; width: parent.width; from: 1; to: 65535; Accessible.name: qsTr("Port of the service") }
            }
            FormRow {
                width: (parent.width - parent.spacing) / 2
                label: qsTr("Port of the pods")
                help: now.ready && now.port === 0 ? qsTr("Its containers name none.") : ""
                NumberField { id: targetField; width: parent.width; from: 1; to: 65535; Accessible.name: qsTr("Port of the pods") }
            }
        }
    }
}
