// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// What there is to know: facts, use, conditions, what it belongs to and has to do with, labels.
Page {
    id: root
    required property ObjectDetail detail
    required property RelatedObjects related
    required property Usage usage
    signal opened(kind: string, ns: string, name: string)

    contentHeight: list.height

    Column {
        id: list
        width: root.width - Theme.md - Theme.xs // beside the scroll bar
        UsageRow {
            visible: root.usage.cpu.length > 0
            width: parent.width
            height: visible ? implicitHeight : 0
            bottomPadding: Theme.md
            usage: root.usage
        }
        Repeater {
            model: root.related.load
            Column {
                id: share
                required property var modelData ///< {label, share, text}
                width: list.width
                spacing: Theme.xs
                bottomPadding: Theme.sm
                Item {
                    width: parent.width
                    height: what.height
                    Label {
                        id: what
                        text: share.modelData.label
                        font: Theme.small
                        color: Theme.text3
                    }
                    Label {
                        anchors.right: parent.right
                        text: share.modelData.text
                        font: Theme.monoSmall
                    }
                }
                ProgressBar {
                    width: parent.width
                    value: share.modelData.share
                    Accessible.name: share.modelData.label + ": " + share.modelData.text
                }
            }
        }
        Repeater {
            model: root.detail.facts
            Item {
                id: line
                required property var modelData
                required property int index
                readonly property bool fits: !line.modelData.value.includes("\n") && line.modelData.value.length < list.width / Theme.px(10)
                width: list.width
                height: line.fits ? fact.implicitHeight : prose.height
                Fact {
                    id: fact
                    visible: line.fits
                    width: parent.width
                    label: line.modelData.label
                    value: line.modelData.value
                    code: line.modelData.mono
                    first: line.index === 0
                }
                Column {
                    id: prose
                    visible: !line.fits
                    width: parent.width
                    topPadding: Theme.sm
                    bottomPadding: Theme.sm
                    spacing: Theme.xs
                    Label {
                        text: line.modelData.label
                        color: Theme.text3
                    }
                    Label {
                        width: parent.width
                        text: line.modelData.value
                        font: line.modelData.mono ? Theme.monoSmall : Theme.body
                        wrapMode: Text.WrapAnywhere
                    }
                }
            }
        }
        Section {
            visible: root.detail.secrets.length > 0
            width: parent.width
            title: qsTr("Values")
            note: root.detail.covered ? qsTr("hidden in Present mode") : ""
            Repeater {
                model: root.detail.secrets
                SecretEntry {
                    required property var modelData
                    width: list.width
                    entry: modelData
                    detail: root.detail
                }
            }
        }
        Section {
            visible: root.detail.conditions.length > 0
            width: parent.width
            title: qsTr("Conditions")
            Repeater {
                model: root.detail.conditions
                ConditionRow {
                    required property var modelData
                    width: list.width
                    condition: modelData
                }
            }
        }
        Links {
            width: parent.width
            onOpened: (kind, ns, name) => root.opened(kind, ns, name)
            objectName: "owners"
            title: qsTr("Belongs to")
            objects: root.related.owners
        }
        Links {
            width: parent.width
            onOpened: (kind, ns, name) => root.opened(kind, ns, name)
            objectName: "owned"
            title: qsTr("Owns")
            note: root.related.more > 0 && root.related.owned.length > 0 ? qsTr("and %Ln more", "", root.related.more) : ""
            objects: root.related.owned
        }
        Links {
            width: parent.width
            onOpened: (kind, ns, name) => root.opened(kind, ns, name)
            objectName: "usedBy"
            title: root.detail.kind === "Pod" ? qsTr("Reached by") : root.detail.kind === "Service" ? qsTr("Leads to") : root.detail.kind === "Node" ? qsTr("Pods here") : qsTr("Used by")
            note: root.related.more > 0 && root.related.owned.length === 0 ? qsTr("and %Ln more", "", root.related.more) : ""
            objects: root.related.usedBy
        }
        Links {
            width: parent.width
            onOpened: (kind, ns, name) => root.opened(kind, ns, name)
            objectName: "related"
            title: qsTr("Uses")
            objects: root.related.related
        }
        Section {
            visible: root.detail.labels.length > 0
            width: parent.width
            title: qsTr("Labels")
            Chips {
                width: list.width
                pairs: root.detail.labels
            }
        }
        Section {
            visible: root.detail.annotations.length > 0
            width: parent.width
            title: qsTr("Annotations")
            Chips {
                width: list.width
                pairs: root.detail.annotations
            }
        }
    }
}
