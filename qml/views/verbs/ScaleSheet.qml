// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// How many pods a workload is to have.
VerbSheet {
    id: root
    title: qsTr("Scale %1").arg(root.name)
    subtitle: now.ready ? qsTr("It asks for %Ln pod(s) now.", "", now.replicas) : now.error
    choice: ({ replicas: field.value })
    ready: now.ready && field.value !== now.replicas
    verb: qsTr("Scale")
    onStarted: now.read(root.kind, root.ns, root.name)

    ObjectReading {
        id: now
        session: root.session
        onArrived: {
            field.value = now.replicas;
            field.forceActiveFocus();
        }
    }
    Column {
        width: parent.width
        spacing: Theme.md
        FormRow {
            width: parent.width
            label: qsTr("Pods")
            help: field.value === 0 ? qsTr("None: the workload rests.") : ""
            NumberField {
                id: field
                objectName: "scaleTo"
                enabled: now.ready
                from: 0
                to: 10000
                Accessible.name: qsTr("Pods")
            }
        }
    }
}
