// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// How many machines, of what kind and size.
Sheet {
    id: root
    required property Actions actions
    readonly property var providers: ["libvirt", "namespace", "hollow"]

    title: qsTr("Add nodes")
    subtitle: qsTr("Each becomes a Machine object; its provider starts it, and its kubelet joins the cluster.")
    onAboutToShow: {
        providerField.currentIndex = root.providers.indexOf(Preferences.nodeProvider);
        countField.value = Preferences.nodeCount;
        cpuField.value = Preferences.nodeCpus;
        memoryField.value = Preferences.nodeMemory;
        countField.forceActiveFocus();
    }
    onAccepted: root.actions.addMachines(countField.value, root.providers[providerField.currentIndex], cpuField.value, memoryField.value + "Mi")

    Column {
        width: parent.width
        spacing: Theme.md
        FormRow {
            width: parent.width
            label: qsTr("What they are")
            help: [qsTr("A virtual machine with its own kernel"), qsTr("Namespaces of this machine's kernel; needs root"), qsTr("A real kubelet over pretended containers; light")][providerField.currentIndex]
            ComboBox {
                id: providerField
                objectName: "addProvider"
                width: parent.width
                model: [qsTr("Virtual machines"), qsTr("Namespaces"), qsTr("Hollow nodes")]
                Accessible.name: qsTr("What they are")
            }
        }
        Row {
            width: parent.width
            spacing: Theme.md
            FormRow {
                width: (parent.width - 2 * parent.spacing) / 3
                label: qsTr("How many")
                NumberField { id: countField; objectName: "addCount"; width: parent.width; from: 1; to: 100; value: 1; Accessible.name: qsTr("How many") }
            }
            FormRow {
                width: (parent.width - 2 * parent.spacing) / 3
                label: qsTr("CPUs each")
                NumberField { id: cpuField; width: parent.width; from: 1; to: 64; value: 1; Accessible.name: qsTr("CPUs each") }
            }
            FormRow {
                width: (parent.width - 2 * parent.spacing) / 3
                label: qsTr("MiB each")
                NumberField { id: memoryField; width: parent.width; from: 320; to: 262144; stepSize: 128; value: 512; Accessible.name: qsTr("Memory of each in MiB") }
            }
        }
    }
    buttons: [
        Button { text: qsTr("Cancel"); onClicked: root.reject() },
        Button { objectName: "addSubmit"; text: qsTr("Add"); symbol: "plus"; kind: Button.Primary; onClicked: root.accept() }
    ]
}
