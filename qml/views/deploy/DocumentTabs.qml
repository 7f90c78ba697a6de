// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The objects of the text, one to be shown in the form; and the containers of its pods, where there are several.
Flow {
    id: root
    required property ManifestForm form
    property bool ofContainers: false
    readonly property var entries: root.ofContainers ? Array.from(root.form.containers).map(name => ({ kind: "", name: name, problems: 0 })) : root.form.documents
    readonly property int current: root.ofContainers ? root.form.container : root.form.current
    spacing: Theme.xs
    Accessible.role: Accessible.PageTabList
    Accessible.name: root.ofContainers ? qsTr("Containers") : qsTr("Objects")

    Repeater {
        model: root.entries
        T.AbstractButton {
            id: tab
            required property var modelData
            required property int index
            width: words.implicitWidth + 2 * Theme.md
            height: Theme.controlSmall
            hoverEnabled: true
            focusPolicy: Qt.StrongFocus
            checked: tab.index === root.current
            text: (tab.modelData.kind + " " + tab.modelData.name).trim()
            Accessible.role: Accessible.PageTab
            Accessible.name: tab.text
            Accessible.selected: tab.checked
            Accessible.onPressAction: tab.clicked()
            Keys.onReturnPressed: tab.clicked()
            Keys.onDeletePressed: root.removed(tab.index)
            onClicked: {
                if (root.ofContainers)
                    root.form.container = tab.index;
                else
                    root.form.current = tab.index;
            }
            background: Rectangle {
                radius: height / 2
                antialiasing: true
                color: tab.checked ? Theme.accentSoft : tab.hovered ? Theme.hover : Theme.field
                FocusRing { control: tab; shown: tab.visualFocus; radius: height / 2 }
            }
            contentItem: Item {
                Row {
                    id: words
                    anchors.centerIn: parent
                    spacing: Theme.xs
                    Icon {
                        visible: tab.modelData.problems > 0
                        anchors.verticalCenter: parent.verticalCenter
                        name: "error"
                        size: Theme.iconSmall
                        color: Theme.bad
                    }
                    Label {
                        visible: tab.modelData.kind.length > 0
                        text: tab.modelData.kind
                        font: Theme.small
                        color: tab.checked ? Theme.accent : Theme.text2
                    }
                    Label {
                        text: tab.modelData.name
                        font: Theme.smallStrong
                        color: tab.checked ? Theme.accent : Theme.text2
                    }
                }
            }
        }
    }
    function removed(index: int): void {
        if (root.ofContainers) {
            if (root.form.containers.length > 1)
                root.form.remove(root.form.podPath + "spec.containers[" + index + "]");
        } else {
            root.form.removeDocument(index);
        }
    }
    IconButton {
        visible: root.entries.length > 1
        small: true
        symbol: "trash"
        text: root.ofContainers ? qsTr("Remove this container") : qsTr("Remove this object")
        onClicked: root.removed(root.current)
    }
    IconButton {
        id: plus
        objectName: root.ofContainers ? "addContainer" : "addObject"
        small: true
        symbol: "plus"
        text: root.ofContainers ? qsTr("Add a container") : qsTr("Add an object")
        onClicked: {
            if (root.ofContainers)
                root.form.addContainer();
            else
                more.popup(plus, 0, plus.height);
        }
        Menu {
            id: more
            MenuItem { text: qsTr("ConfigMap"); symbol: "config"; onTriggered: root.form.addTemplate("configmap") }
            MenuItem { text: qsTr("Secret"); symbol: "key"; onTriggered: root.form.addTemplate("secret") }
            MenuItem { text: qsTr("Service"); symbol: "service"; onTriggered: root.form.addTemplate("service") }
        }
    }
}
