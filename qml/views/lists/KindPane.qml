// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// The kinds of the cluster, by section, the favourite ones above them; a word narrows them. * makes a kind a favourite, and again not.
FocusScope {
    id: root
    property var kinds: [] ///< [{id, title, detail, section}]
    property string current
    signal picked(id: string)

    readonly property var shown: {
        const word = find.text.trim().toLowerCase();
        const found = root.kinds.filter(kind => word.length === 0 || kind.title.toLowerCase().includes(word) || kind.detail.includes(word));
        const favourites = found.filter(kind => Preferences.favouriteKinds.includes(kind.id));
        return favourites.map(kind => Object.assign({}, kind, { section: qsTr("Favourites") })).concat(found);
    }
    function toggle(id: string): void {
        const all = Array.from(Preferences.favouriteKinds);
        Preferences.favouriteKinds = all.includes(id) ? all.filter(kind => kind !== id) : all.concat([id]);
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
        Keys.onAsteriskPressed: if (list.currentIndex >= 0) root.toggle(root.shown[list.currentIndex].id)
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
                    width: parent.width - 2 * Theme.sm - (star.visible ? star.width : 0)
                    text: entry.modelData.title
                    font: root.current === entry.modelData.id ? Theme.bodyStrong : Theme.body
                    color: root.current === entry.modelData.id ? Theme.accent : Theme.text
                    elide: Text.ElideRight
                }
                IconButton {
                    id: star
                    readonly property bool favourite: Preferences.favouriteKinds.includes(entry.modelData.id)
                    visible: hover.hovered || star.favourite || star.activeFocus
                    anchors.right: parent.right
                    small: true
                    focusPolicy: Qt.NoFocus
                    symbol: "star"
                    ink: star.favourite ? Theme.accent : Theme.text3
                    text: star.favourite ? qsTr("No favourite any more (*)") : qsTr("Make it a favourite (*)")
                    onClicked: root.toggle(entry.modelData.id)
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
