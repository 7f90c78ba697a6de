// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// The kinds of the cluster, by section; a word narrows them.
FocusScope {
    id: root
    property var kinds: [] ///< [{id, title, detail, section}]
    property string current
    signal picked(id: string)

    readonly property var shown: {
        const word = find.text.trim().toLowerCase();
        return root.kinds.filter(kind => word.length === 0 || kind.title.toLowerCase().includes(word) || kind.detail.includes(word));
    }

    SearchField {
        id: find
        objectName: "findKind"
        width: parent.width
        placeholderText: qsTr("Kind")
        Accessible.name: qsTr("Find a kind")
        onAccepted: if (root.shown.length > 0) root.picked(root.shown[0].id)
        Keys.onDownPressed: list.forceActiveFocus()
    }
    ListView {
        id: list
        objectName: "kinds"
        anchors.top: find.bottom
        anchors.topMargin: Theme.sm
        anchors.bottom: parent.bottom
        width: parent.width
        clip: true
        focus: true
        model: root.shown
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        T.ScrollBar.vertical: ScrollBar { }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Kinds")
        Keys.onReturnPressed: if (list.currentIndex >= 0) root.picked(root.shown[list.currentIndex].id)
        Keys.onSpacePressed: if (list.currentIndex >= 0) root.picked(root.shown[list.currentIndex].id)
        delegate: Item {
            id: entry
            required property var modelData
            required property int index
            readonly property bool first: entry.index === 0 || root.shown[entry.index - 1].section !== entry.modelData.section
            width: ListView.view ? ListView.view.width : 0
            height: Theme.controlSmall + (entry.first ? Theme.controlSmall : 0)
            Label {
                visible: entry.first
                x: Theme.sm
                height: Theme.controlSmall
                verticalAlignment: Text.AlignBottom
                bottomPadding: Theme.xs
                text: entry.modelData.section
                font: Theme.caption
                color: Theme.text3
            }
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.controlSmall
                radius: Theme.radiusSmall
                color: root.current === entry.modelData.id ? Theme.accentSoft : hover.hovered ? Theme.hover : "transparent"
                border.width: list.activeFocus && list.currentIndex === entry.index ? Theme.line : 0
                border.color: Theme.focus
                Accessible.role: Accessible.ListItem
                Accessible.name: entry.modelData.title
                Accessible.selected: root.current === entry.modelData.id
                Accessible.onPressAction: root.picked(entry.modelData.id)
                Label {
                    x: Theme.sm
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - 2 * Theme.sm
                    text: entry.modelData.title
                    font: root.current === entry.modelData.id ? Theme.bodyStrong : Theme.body
                    color: root.current === entry.modelData.id ? Theme.accent : Theme.text
                    elide: Text.ElideRight
                }
                HoverHandler { id: hover }
                TapHandler {
                    onTapped: {
                        list.currentIndex = entry.index;
                        root.picked(entry.modelData.id);
                    }
                }
                ToolTip {
                    visible: hover.hovered && entry.modelData.detail.length > 0
                    text: entry.modelData.detail
                }
            }
        }
    }
}
