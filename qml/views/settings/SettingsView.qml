// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// What the user may choose. Everything works at once and is kept.
FocusScope {
    id: root
    readonly property var themes: ["system", "dark", "light"]
    readonly property var languages: ["", "en", "zh_TW"]
    readonly property var closings: ["ask", "keep", "stop"]
    readonly property var providers: ["libvirt", "namespace", "hollow"]
    // In the language that is spoken now.
    readonly property var sections: Qt.uiLanguage.length >= 0 ? Shortcuts.sections : []
    component Group: Panel {
        id: group
        property string title
        default property alias rows: rows.data
        width: parent ? parent.width : 0
        height: rows.height + 2 * Theme.lg
        Accessible.role: Accessible.Grouping
        Accessible.name: group.title
        Column {
            id: rows
            x: Theme.xl
            y: Theme.lg
            width: parent.width - 2 * Theme.xl
            spacing: Theme.xs
            Label {
                text: group.title
                font: Theme.subtitle
                bottomPadding: Theme.xs
                Accessible.role: Accessible.Heading
                Accessible.name: group.title
            }
        }
    }

    Page {
        anchors.fill: parent
        contentHeight: page.height

        Column {
            id: page
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, Theme.sheetWidth * 1.5)
            spacing: Theme.lg
            Label {
                text: qsTr("Settings")
                font: Theme.heading
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            Group {
                title: qsTr("Look")
                SettingRow {
                    label: qsTr("Theme")
                    help: Preferences.theme === "system" && !Preferences.knowsSystemTheme ? qsTr("The system does not say; it is dark until it does.") : ""
                    Segmented {
                        objectName: "themeChoice"
                        options: [qsTr("System"), qsTr("Dark"), qsTr("Light")]
                        currentIndex: root.themes.indexOf(Preferences.theme)
                        Accessible.name: qsTr("Theme")
                        onPicked: index => Preferences.theme = root.themes[index]
                    }
                }
                SettingRow {
                    label: qsTr("Language")
                    Segmented {
                        objectName: "languageChoice"
                        options: [qsTr("System"), "English", "繁體中文"]
                        currentIndex: Math.max(0, root.languages.indexOf(Preferences.language))
                        Accessible.name: qsTr("Language")
                        onPicked: index => Preferences.language = root.languages[index]
                    }
                }
                SettingRow {
                    label: qsTr("Size of type")
                    help: qsTr("In percent; Present is larger still.")
                    NumberField {
                        objectName: "typeSize"
                        from: 90
                        to: 150
                        stepSize: 5
                        value: Preferences.typeSize
                        Accessible.name: qsTr("Size of type")
                        onValueModified: Preferences.typeSize = value
                    }
                }
                SettingRow {
                    label: qsTr("Less motion")
                    help: qsTr("Things are where they go at once; nothing flies.")
                    Switch {
                        objectName: "reducedMotion"
                        checked: Preferences.reducedMotion
                        Accessible.name: qsTr("Less motion")
                        onToggled: Preferences.reducedMotion = checked
                    }
                }
            }
            Group {
                title: qsTr("Presenting")
                SettingRow {
                    label: qsTr("Present")
                    help: qsTr("Type that is read from the back row, fewer words around it; secrets and tokens do not show.")
                    Switch {
                        checked: Preferences.present
                        Accessible.name: qsTr("Present")
                        onToggled: Preferences.present = checked
                    }
                }
                SettingRow {
                    label: qsTr("Hide secrets")
                    help: qsTr("Secrets, tokens and kubeconfig paths do not show, also while not presenting.")
                    Switch {
                        objectName: "hideSecrets"
                        checked: Preferences.hideSecrets
                        Accessible.name: qsTr("Hide secrets")
                        onToggled: Preferences.hideSecrets = checked
                    }
                }
            }
            Group {
                title: qsTr("New nodes")
                SettingRow {
                    label: qsTr("What they are")
                    ComboBox {
                        objectName: "nodeProvider"
                        model: [qsTr("Virtual machines"), qsTr("Namespaces"), qsTr("Hollow nodes")]
                        currentIndex: root.providers.indexOf(Preferences.nodeProvider)
                        Accessible.name: qsTr("What they are")
                        onActivated: index => Preferences.nodeProvider = root.providers[index]
                    }
                }
                SettingRow {
                    label: qsTr("How many")
                    NumberField { objectName: "nodeCount"; from: 1; to: 100; value: Preferences.nodeCount; Accessible.name: qsTr("How many"); onValueModified: Preferences.nodeCount = value }
                }
                SettingRow {
                    label: qsTr("CPUs each")
                    NumberField { from: 1; to: 64; value: Preferences.nodeCpus; Accessible.name: qsTr("CPUs each"); onValueModified: Preferences.nodeCpus = value }
                }
                SettingRow {
                    label: qsTr("MiB each")
                    NumberField { from: 320; to: 262144; stepSize: 128; value: Preferences.nodeMemory; Accessible.name: qsTr("Memory of each in MiB"); onValueModified: Preferences.nodeMemory = value }
                }
            }
            Group {
                title: qsTr("Clusters")
                SettingRow {
                    label: qsTr("When the window closes")
                    help: [qsTr("It asks whether the clusters go on."), qsTr("The clusters go on without it."), qsTr("The clusters end with it; nothing is lost.")][root.closings.indexOf(Preferences.closing)]
                    Segmented {
                        objectName: "closing"
                        options: [qsTr("Ask"), qsTr("Keep them"), qsTr("Stop them")]
                        currentIndex: root.closings.indexOf(Preferences.closing)
                        Accessible.name: qsTr("When the window closes")
                        onPicked: index => Preferences.closing = root.closings[index]
                    }
                }
                SettingRow {
                    label: qsTr("Where they are kept")
                    help: Theme.hidesSecrets ? qsTr("hidden") : Preferences.dataFolder
                    Button {
                        text: qsTr("Open the folder")
                        onClicked: Qt.openUrlExternally("file://" + Preferences.dataFolder)
                    }
                }
            }
            Repeater {
                model: root.sections
                Group {
                    id: keys
                    required property var modelData
                    title: qsTr("Shortcuts: %1").arg(keys.modelData.title)
                    Repeater {
                        model: keys.modelData.shortcuts
                        ShortcutRow { }
                    }
                }
            }
            Row {
                spacing: Theme.sm
                Button {
                    objectName: "resetShortcuts"
                    text: qsTr("All shortcuts as they were")
                    symbol: "refresh"
                    onClicked: Shortcuts.resetAll()
                }
                Button {
                    objectName: "resetAll"
                    text: qsTr("All settings as they were")
                    symbol: "refresh"
                    kind: Button.Danger
                    onClicked: {
                        Preferences.reset();
                        Shortcuts.resetAll();
                    }
                }
            }
            Item {
                width: parent.width
                height: Theme.lg
            }
        }
    }
}
