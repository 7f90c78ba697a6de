// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// A name for a cluster, and for a new one its first nodes.
Sheet {
    id: root
    required property Clusters clusters
    property string verb
    property bool withNodes: false
    property string same ///< the name that it has, which is no mistake
    signal named(name: string, nodes: int, provider: string)
    readonly property string wrong: nameField.text === root.same && root.same.length > 0 ? "" : root.clusters.whyNoName(nameField.text)
    readonly property var providers: ["", "libvirt", "hollow", "namespace"]

    function ask(title: string, subtitle: string, verb: string, name: string, withNodes: bool): void {
        root.title = title;
        root.subtitle = subtitle;
        root.verb = verb;
        root.withNodes = withNodes;
        root.same = "";
        nameField.text = name;
        root.open();
    }
    onAboutToShow: {
        nameField.forceActiveFocus(Qt.TabFocusReason);
        nameField.selectAll();
    }
    onAccepted: root.named(nameField.text.trim(), root.withNodes && kindField.currentIndex > 0 ? countField.value : 0, root.providers[kindField.currentIndex])

    Column {
        width: parent.width
        spacing: Theme.md
        FormRow {
            width: parent.width
            label: qsTr("Name")
            error: nameField.text.length > 0 ? root.wrong : ""
            TextField {
                id: nameField
                objectName: "clusterName"
                width: parent.width
                maximumLength: 60
                invalid: text.length > 0 && root.wrong.length > 0
                Accessible.name: qsTr("Name")
                onAccepted: if (root.wrong.length === 0) root.accept()
            }
        }
        Row {
            visible: root.withNodes
            width: parent.width
            spacing: Theme.md
            FormRow {
                width: (parent.width - parent.spacing) * 0.7
                label: qsTr("First nodes")
                help: [qsTr("The control plane alone; add nodes later."), qsTr("Each with its own kernel."), qsTr("Real kubelets over pretended containers; light."), qsTr("Real containers on this kernel; needs root.")][kindField.currentIndex]
                ComboBox {
                    id: kindField
                    objectName: "clusterNodes"
                    width: parent.width
                    model: [qsTr("None"), qsTr("Virtual machines"), qsTr("Hollow nodes"), qsTr("Namespaces")]
                    Accessible.name: qsTr("First nodes")
                }
            }
            FormRow {
                width: (parent.width - parent.spacing) * 0.3
                label: qsTr("How many")
                NumberField {
                    id: countField
                    width: parent.width
                    enabled: kindField.currentIndex > 0
                    from: 1
                    to: 100
                    value: 3
                    Accessible.name: qsTr("How many")
                }
            }
        }
    }
    buttons: [
        Button { text: qsTr("Cancel"); onClicked: root.reject() },
        Button { objectName: "nameAccept"; text: root.verb; kind: Button.Primary; enabled: root.wrong.length === 0; onClicked: root.accept() }
    ]
}
