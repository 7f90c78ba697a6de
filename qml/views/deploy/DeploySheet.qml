// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Deploy by filling in a form; beside it the YAML that the form stands for, as it is typed. The form only writes a manifest.
Sheet {
    id: root
    required property QtObject session
    signal began(traceId: string, title: string)
    readonly property alias form: form

    title: qsTr("Deploy")
    subtitle: qsTr("A Deployment keeps this many pods running; a Service gives them one address.")
    width: Math.min(Theme.sheetWidth * 1.75, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    busy: form.busy
    onAboutToShow: {
        form.reset();
        nameField.forceActiveFocus();
    }

    Shortcut {
        sequence: "Ctrl+Return"
        enabled: root.opened && form.valid && !form.busy
        onActivated: form.submit()
    }
    DeployForm {
        id: form
        session: root.session
        name: nameField.text
        image: imageField.text
        replicas: replicasField.value
        port: portField.value
        serviceType: ["", "ClusterIP", "NodePort"][serviceField.currentIndex]
        servicePort: servicePortField.value
        environment: environmentField.text
        cpu: cpuField.text
        memory: memoryField.text
        onBegan: (traceId, title) => root.began(traceId, title)
        onDone: ok => { if (ok) root.close(); }
    }

    // What is wrong shows once the field was touched: nobody is scolded for an empty form.
    function problem(field: string, touched: bool): string {
        return touched && form.problems[field] ? form.problems[field] : "";
    }

    Row {
        width: parent.width
        spacing: Theme.xl
        Column {
            id: fields
            width: (parent.width - parent.spacing) * 0.52
            spacing: Theme.md
            FormRow {
                width: parent.width
                label: qsTr("Name")
                error: root.problem("name", nameField.text.length > 0)
                TextField { id: nameField; objectName: "deployName"; width: parent.width; placeholderText: "web"; code: true; Accessible.name: qsTr("Name") }
            }
            FormRow {
                width: parent.width
                label: qsTr("Image")
                error: root.problem("image", true)
                TextField { id: imageField; objectName: "deployImage"; width: parent.width; text: "registry.local/demo:1"; code: true; Accessible.name: qsTr("Image") }
            }
            Row {
                width: parent.width
                spacing: Theme.md
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("Replicas")
                    NumberField { id: replicasField; objectName: "deployReplicas"; width: parent.width; from: 0; to: 1000; value: 3; Accessible.name: qsTr("Replicas") }
                }
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("Container port")
                    error: root.problem("port", true)
                    NumberField { id: portField; width: parent.width; from: 0; to: 65535; value: 8080; Accessible.name: qsTr("Container port") }
                }
            }
            Row {
                width: parent.width
                spacing: Theme.md
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("Service")
                    ComboBox {
                        id: serviceField
                        objectName: "deployService"
                        width: parent.width
                        model: [qsTr("None"), qsTr("Inside the cluster"), qsTr("On every node's port")]
                        currentIndex: 1
                        Accessible.name: qsTr("Service")
                    }
                }
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("Service port")
                    error: root.problem("servicePort", true)
                    NumberField { id: servicePortField; width: parent.width; from: 1; to: 65535; value: 80; enabled: serviceField.currentIndex > 0; Accessible.name: qsTr("Service port") }
                }
            }
            Row {
                width: parent.width
                spacing: Theme.md
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("CPU request")
                    error: root.problem("cpu", true)
                    TextField { id: cpuField; width: parent.width; placeholderText: "100m"; code: true; Accessible.name: qsTr("CPU request") }
                }
                FormRow {
                    width: (parent.width - parent.spacing) / 2
                    label: qsTr("Memory request")
                    error: root.problem("memory", true)
                    TextField { id: memoryField; width: parent.width; placeholderText: "64Mi"; code: true; Accessible.name: qsTr("Memory request") }
                }
            }
            FormRow {
                width: parent.width
                label: qsTr("Environment")
                help: qsTr("NAME=value, one a line")
                TextArea { id: environmentField; width: parent.width; height: Theme.control * 2; code: true; Accessible.name: qsTr("Environment") }
            }
        }
        Column {
            width: parent.width - fields.width - parent.spacing
            spacing: Theme.sm
            Label { text: qsTr("What will be sent"); font: Theme.bodyMedium; color: Theme.text2 }
            Rectangle {
                width: parent.width
                height: fields.height - Theme.xl
                radius: Theme.radius
                color: Theme.well
                border.color: Theme.hairline
                Flickable {
                    anchors.fill: parent
                    anchors.margins: Theme.hair
                    clip: true
                    boundsBehavior: Flickable.StopAtBounds
                    T.ScrollBar.vertical: ScrollBar { }
                    T.TextArea.flickable: TextArea {
                        objectName: "deployYaml"
                        code: true
                        readOnly: true
                        font: Theme.monoTiny
                        text: form.yaml
                        background: null
                        Accessible.name: qsTr("What will be sent")
                    }
                }
            }
            Repeater {
                model: form.results
                Row {
                    id: outcome
                    required property var modelData
                    spacing: Theme.sm
                    Icon { name: outcome.modelData.ok ? "check" : "error"; size: Theme.iconSmall; color: outcome.modelData.ok ? Theme.ok : Theme.bad }
                    Label {
                        width: fields.width * 0.8
                        wrapMode: Text.Wrap
                        text: outcome.modelData.kind + " " + outcome.modelData.name + (outcome.modelData.ok ? "" : ": " + outcome.modelData.message)
                        color: outcome.modelData.ok ? Theme.text2 : Theme.bad
                    }
                }
            }
        }
    }
    buttons: [
        Button { text: qsTr("Cancel"); enabled: !form.busy; onClicked: root.reject() },
        Button { objectName: "deploySubmit"; text: qsTr("Deploy"); symbol: "deploy"; kind: Button.Primary; enabled: form.valid && !form.busy; onClicked: form.submit() }
    ]
}
