// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// What everybody fills in: of a workload its kind, name, image, how many, port and Service; of anything else its name and namespace.
Flow {
    id: root
    required property ManifestForm form
    readonly property var kinds: ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"]
    readonly property bool ends: root.form.kind === "Job" || root.form.kind === "CronJob"
    readonly property bool counted: root.form.kind === "Deployment" || root.form.kind === "StatefulSet"
    readonly property int half: (width - Theme.md) / 2
    spacing: Theme.md

    function begin(): void {
        nameField.forceActiveFocus();
        nameField.selectAll();
    }

    component FieldLabel: FormRow {
        property string path
        error: {
            root.form.editor.problems;
            return path.length > 0 ? root.form.problem(path) : "";
        }
    }
    component Count: FieldLabel {
        id: count
        property alias to: number.to
        property alias from: number.from
        property string inputName
        property int otherwise: 1
        width: root.half
        NumberField {
            id: number
            objectName: count.inputName
            width: parent.width
            from: 0
            to: 1000
            value: {
                root.form.revision;
                const text = root.form.text(count.path);
                return text.length > 0 ? parseInt(text) || 0 : count.otherwise;
            }
            Accessible.name: count.label
            onValueModified: root.form.setText(count.path, String(value), false)
        }
    }

    FormRow {
        visible: root.form.workload
        width: root.half
        label: qsTr("Kind")
        ComboBox {
            objectName: "deployKind"
            width: parent.width
            model: root.kinds
            currentIndex: root.kinds.indexOf(root.form.kind)
            Accessible.name: qsTr("Kind")
            Accessible.description: displayText
            onActivated: index => root.form.turnInto(root.kinds[index])
        }
    }
    FieldLabel {
        id: nameRow
        width: root.half
        label: qsTr("Name")
        path: "metadata.name"
        TextField {
            id: nameField
            objectName: "deployName"
            width: parent.width
            code: true
            invalid: nameRow.error.length > 0
            text: root.form.name
            Accessible.name: qsTr("Name")
            onTextEdited: root.form.name = text
        }
    }
    FormField {
        visible: root.form.workload
        width: root.half
        label: qsTr("Image")
        form: root.form
        path: root.form.containerPath + "image"
        placeholder: "registry.local/demo:1"
        input.objectName: "deployImage"
    }
    FieldLabel {
        width: root.half
        label: qsTr("Namespace")
        path: "metadata.namespace"
        visible: root.form.kind !== "Namespace"
        help: nsField.asked && root.form.ns.length > 0 && nsField.suggestions.indexOf(root.form.ns) < 0 ? qsTr("It is made, too.") : ""
        SuggestField {
            id: nsField
            property bool asked: false
            objectName: "deployNamespace"
            width: parent.width
            code: true
            text: {
                root.form.revision;
                return root.form.ns;
            }
            Accessible.name: qsTr("Namespace")
            onEditingFinished: root.form.ns = text
            onPicked: text => root.form.ns = text
            onActiveFocusChanged: asked = asked || activeFocus
            suggestions: {
                root.form.offers;
                return asked ? root.form.suggestions("Namespace") : [];
            }
        }
    }
    Count {
        visible: root.counted
        label: qsTr("Replicas")
        path: "spec.replicas"
        inputName: "deployReplicas"
    }
    FormRow {
        visible: root.form.workload && !root.ends
        width: root.half
        label: qsTr("Container port")
        NumberField {
            objectName: "deployPort"
            width: parent.width
            from: 0
            to: 65535
            value: root.form.port
            Accessible.name: qsTr("Container port")
            onValueModified: root.form.port = value
        }
    }
    FormRow {
        visible: root.form.workload && !root.ends
        width: root.half
        label: qsTr("Service")
        ComboBox {
            readonly property var types: ["", "ClusterIP", "NodePort", "LoadBalancer", "Headless"]
            objectName: "deployService"
            width: parent.width
            model: [qsTr("None"), qsTr("Inside the cluster"), qsTr("On every node's port"), qsTr("Load balancer"), qsTr("Headless: names only")]
            currentIndex: types.indexOf(root.form.serviceType)
            Accessible.name: qsTr("Service")
            Accessible.description: displayText
            onActivated: index => root.form.serviceType = types[index]
        }
    }
    FormRow {
        visible: root.form.workload && !root.ends && root.form.serviceType.length > 0
        width: root.half
        label: qsTr("Service port")
        NumberField {
            objectName: "deployServicePort"
            width: parent.width
            from: 1
            to: 65535
            value: root.form.servicePort
            Accessible.name: qsTr("Service port")
            onValueModified: root.form.servicePort = value
        }
    }
    Count {
        visible: root.form.kind === "Job"
        label: qsTr("Completions")
        path: "spec.completions"
        inputName: "deployCompletions"
    }
    Count {
        visible: root.form.kind === "Job"
        label: qsTr("At the same time")
        path: "spec.parallelism"
    }
    FormField {
        visible: root.form.kind === "CronJob"
        width: root.half
        label: qsTr("Schedule")
        help: qsTr("minute, hour, day, month, weekday")
        form: root.form
        path: "spec.schedule"
        placeholder: "*/5 * * * *"
        input.objectName: "deploySchedule"
    }
}
