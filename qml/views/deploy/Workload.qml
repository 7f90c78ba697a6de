// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The folded parts of a workload's form; what no part has is in the last one.
Column {
    id: root
    required property ManifestForm form
    readonly property string pod: root.form.podPath
    readonly property string box: root.form.containerPath
    spacing: Theme.xs

    component Part: Section {
        width: root.width
        form: root.form
    }
    Row {
        width: parent.width
        spacing: Theme.sm
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Containers")
            font: Theme.bodyMedium
            color: Theme.text2
        }
        DocumentTabs {
            width: parent.width - x
            form: root.form
            ofContainers: true
        }
    }
    Part {
        objectName: "sectionPorts"
        title: qsTr("Ports")
        symbol: "link"
        paths: [root.box + "ports"]
    }
    Part {
        objectName: "sectionEnvironment"
        title: qsTr("Environment")
        symbol: "list"
        paths: [root.box + "env", root.box + "envFrom"]
    }
    Part {
        objectName: "sectionFiles"
        title: qsTr("Files and volumes")
        symbol: "store"
        paths: [root.box + "volumeMounts", root.pod + "spec.volumes"]
        Flow {
            width: parent.width
            spacing: Theme.xs
            component Add: Button {
                property string source
                small: true
                font: Theme.small
                symbol: "plus"
                onClicked: root.form.addMount(source)
            }
            Add { text: qsTr("Empty folder"); source: "emptyDir" }
            Add { objectName: "mountConfigMap"; text: qsTr("ConfigMap"); source: "configMap" }
            Add { text: qsTr("Secret"); source: "secret" }
            Add { text: qsTr("Volume claim"); source: "persistentVolumeClaim" }
            Add { text: qsTr("Folder of the node"); source: "hostPath" }
        }
    }
    Part {
        objectName: "sectionResources"
        title: qsTr("Resources")
        symbol: "activity"
        paths: [root.box + "resources.requests", root.box + "resources.limits"]
    }
    Part {
        objectName: "sectionHealth"
        title: qsTr("Health checks")
        symbol: "shield"
        paths: [root.box + "livenessProbe", root.box + "readinessProbe", root.box + "startupProbe"]
    }
    Part {
        objectName: "sectionPlacement"
        unfolded: root.form.node.length > 0
        title: qsTr("Placement")
        symbol: "node"
        paths: [root.pod + "spec.nodeSelector", root.pod + "spec.tolerations", root.pod + "spec.affinity", root.pod + "spec.nodeName"]
        FormRow {
            width: parent.width
            label: qsTr("Node")
            help: qsTr("Empty: the scheduler picks one.")
            SuggestField {
                id: nodeField
                objectName: "deployNode"
                width: parent.width
                code: true
                placeholderText: qsTr("wherever it fits")
                suggestions: {
                    root.form.offers;
                    return activeFocus ? root.form.suggestions("Node") : [];
                }
                text: {
                    root.form.revision;
                    return root.form.node;
                }
                Accessible.name: qsTr("Node")
                onTextEdited: root.form.node = text
                onPicked: text => root.form.node = text
            }
        }
    }
    Part {
        objectName: "sectionCommand"
        title: qsTr("Command")
        symbol: "shell"
        paths: [root.box + "command", root.box + "args", root.box + "workingDir"]
    }
    Part {
        objectName: "sectionLabels"
        title: qsTr("Labels")
        symbol: "namespace"
        paths: ["metadata.labels", "metadata.annotations"].concat(root.pod.length > 0 ? [root.pod + "metadata.labels"] : [])
    }
    Part {
        objectName: "sectionMore"
        title: qsTr("Everything else")
        symbol: "more"
        filledCounts: false
        paths: [root.box.slice(0, -1), root.pod + "spec"].concat(root.pod.length > 0 ? ["spec"] : [])
        except: ["template", "jobTemplate", "selector", "containers", "name", "image", "ports", "env", "envFrom", "volumeMounts", "volumes", "resources",
            "livenessProbe", "readinessProbe", "startupProbe", "nodeSelector", "tolerations", "affinity", "nodeName", "command", "args", "workingDir",
            "replicas", "completions", "parallelism", "schedule"]
    }
}
