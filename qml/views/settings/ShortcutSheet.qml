// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// All shortcuts at a glance, as the table in Shortcuts has them.
Sheet {
    id: root
    signal settingsRequested
    // In the language that is spoken now.
    readonly property var sections: Qt.uiLanguage.length >= 0 ? Shortcuts.sections : []
    // The sections in two columns of about the same length.
    readonly property var halves: {
        const rows = root.sections.map(section => section.shortcuts.length + 2);
        const all = rows.reduce((a, b) => a + b, 0);
        let cut = 0, left = 0;
        while (cut < rows.length && left + rows[cut] / 2 <= all / 2)
            left += rows[cut++];
        return [root.sections.slice(0, cut), root.sections.slice(cut)];
    }
    title: qsTr("Shortcuts")
    width: Math.min(Theme.sheetWidth * 1.5, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)

    Row {
        width: parent.width
        spacing: Theme.xxl
        Repeater {
            model: root.halves
            Column {
                id: half
                required property var modelData
                width: (parent.width - parent.spacing) / 2
                spacing: Theme.lg
                Repeater {
                    model: half.modelData
                    Column {
                        id: section
                        required property var modelData
                        width: half.width
                        Label {
                            text: section.modelData.title
                            font: Theme.smallStrong
                            color: Theme.text3
                            Accessible.role: Accessible.Heading
                            Accessible.name: text
                        }
                        Repeater {
                            model: section.modelData.shortcuts
                            Item {
                                id: entry
                                required property var modelData
                                objectName: "shortcut-" + modelData.id
                                width: section.width
                                height: Theme.controlSmall - Theme.xs
                                Accessible.role: Accessible.StaticText
                                Accessible.name: entry.modelData.title + ": " + (entry.modelData.label || qsTr("none"))
                                Label {
                                    anchors.left: parent.left
                                    anchors.right: cap.left
                                    anchors.rightMargin: Theme.sm
                                    anchors.verticalCenter: parent.verticalCenter
                                    text: entry.modelData.title
                                    elide: Text.ElideRight
                                    Accessible.ignored: true
                                }
                                KeyCap {
                                    id: cap
                                    visible: text.length > 0
                                    anchors.right: parent.right
                                    anchors.verticalCenter: parent.verticalCenter
                                    text: entry.modelData.id === "mapMove" ? "← ↑ ↓ →" : entry.modelData.label
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    buttons: [
        Button { text: qsTr("Change them"); symbol: "settings"; onClicked: { root.close(); root.settingsRequested(); } },
        Button { text: qsTr("Close"); kind: Button.Primary; focus: true; onClicked: root.close() }
    ]
}
