// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import QtQuick.Dialogs
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// The first thing that anybody sees: three ways to a cluster, and what this computer can do. No account, nothing to fill in.
FocusScope {
    id: root
    required property Clusters clusters
    signal skipped

    readonly property var facts: root.clusters.host
    function levelOf(index: int): string {
        return root.facts.length > index ? root.facts[index].level : "";
    }
    readonly property bool noMachines: root.levelOf(1) === "missing"
    readonly property bool slow: root.levelOf(0) !== "good" && root.facts.length > 0
    readonly property bool tight: root.levelOf(2) === "limited" || root.levelOf(2) === "missing"
    readonly property bool machinesFirst: !root.noMachines && !root.slow && !root.tight

    function begin(nodes: int, provider: string): void {
        let name = "default";
        for (let i = 2; root.clusters.whyNoName(name).length > 0 && i < 1000; ++i)
            name = "cluster-" + i;
        root.clusters.create(name, nodes, provider, Preferences.nodeCpus, Preferences.nodeMemory);
    }

    Component.onCompleted: root.clusters.checkHost()
    Keys.onEscapePressed: root.skipped()
    Flickable {
        id: flick
        anchors.fill: parent
        contentHeight: page.height + 2 * Theme.xxl
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        Column {
            id: page
            x: (parent.width - width) / 2
            y: Math.max(Theme.xxl, (flick.height - height) / 2)
            width: Math.min(parent.width - 2 * Theme.xxl, Theme.px(1040))
            spacing: Theme.xl
            Column {
                width: parent.width
                spacing: Theme.sm
                Label {
                    width: parent.width
                    text: qsTr("A Kubernetes cluster on this computer")
                    font: Theme.hero
                    wrapMode: Text.Wrap
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }
                Label {
                    width: parent.width
                    text: qsTr("With a real control plane, which kubectl and every Kubernetes tool can use, and a live picture of it. Choose how to begin; everything can be changed later.")
                    font: Theme.label
                    color: Theme.text2
                    wrapMode: Text.Wrap
                }
            }
            Row {
                id: choices
                width: parent.width
                spacing: Theme.lg
                readonly property real one: (width - 2 * spacing) / 3
                readonly property real tallest: Math.max(machines.implicitHeight, hollow.implicitHeight, foreign.implicitHeight)
                ChoiceCard {
                    id: machines
                    objectName: "choiceMachines"
                    width: choices.one
                    height: choices.tallest
                    focus: root.machinesFirst
                    enabled: root.clusters.canHost && !root.noMachines
                    primary: root.machinesFirst
                    symbol: "machine"
                    text: qsTr("3 virtual machines")
                    detail: qsTr("Real nodes with kernels of their own, %1 MiB each. Real containers run on them.").arg(Preferences.nodeMemory)
                    caution: root.noMachines ? qsTr("Not possible here yet") : root.slow ? qsTr("Slow here: emulated") : root.tight ? qsTr("Little memory here") : ""
                    onClicked: root.begin(3, "libvirt")
                }
                ChoiceCard {
                    id: hollow
                    objectName: "choiceHollow"
                    width: choices.one
                    height: choices.tallest
                    focus: !root.machinesFirst
                    enabled: root.clusters.canHost
                    primary: !root.machinesFirst
                    symbol: "node"
                    text: qsTr("10 hollow nodes")
                    detail: qsTr("Real kubelets over pretended containers: a cluster in a second, on any computer. For learning and trying out.")
                    onClicked: root.begin(10, "hollow")
                }
                ChoiceCard {
                    id: foreign
                    objectName: "choiceKubeconfig"
                    width: choices.one
                    height: choices.tallest
                    symbol: "globe"
                    text: qsTr("Open a kubeconfig")
                    detail: contexts > 0 ? qsTr("Look at a cluster that is elsewhere. %Ln context(s) are known already.", "", contexts) : qsTr("Look at a cluster that is elsewhere, with the rights that you have there.")
                    readonly property int contexts: root.clusters.known.filter(known => !known.embedded && known.problem.length === 0).length
                    onClicked: contexts > 0 ? root.skipped() : picker.active = true
                }
            }
            Panel {
                width: parent.width
                height: host.height + 2 * Theme.xl
                Column {
                    id: host
                    x: Theme.xl
                    y: Theme.xl
                    width: parent.width - 2 * Theme.xl
                    spacing: Theme.md
                    Item {
                        width: parent.width
                        height: again.height
                        Label {
                            anchors.verticalCenter: parent.verticalCenter
                            text: root.facts.length > 0 ? qsTr("This computer") : qsTr("Looking at this computer…")
                            font: Theme.subtitle
                            Accessible.role: Accessible.Heading
                            Accessible.name: text
                        }
                        Button {
                            id: again
                            objectName: "checkAgain"
                            anchors.right: parent.right
                            small: true
                            symbol: "refresh"
                            text: qsTr("Look again")
                            onClicked: root.clusters.checkHost()
                        }
                    }
                    HostFacts {
                        width: parent.width
                        facts: root.facts
                    }
                }
            }
            Button {
                objectName: "skip"
                anchors.horizontalCenter: parent.horizontalCenter
                text: qsTr("Skip")
                hint: qsTr("To the list of clusters (Esc)")
                onClicked: root.skipped()
            }
        }
    }
    Loader {
        id: picker
        active: false
        onLoaded: item["open"]()
        sourceComponent: FileDialog {
            title: qsTr("Open a kubeconfig")
            onAccepted: root.clusters.addKubeconfig(selectedFile)
            onRejected: picker.active = false
        }
    }
}
