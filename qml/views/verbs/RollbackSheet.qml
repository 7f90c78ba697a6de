// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// The pod templates that a workload has had, and what going back to one would change.
VerbSheet {
    id: root
    property int revision: 0
    readonly property var lines: history.ready && root.revision > 0 ? history.diff(root.revision) : []
    title: qsTr("Roll back %1").arg(root.name)
    subtitle: history.error.length > 0 ? history.error : history.ready && history.list.length < 2 ? qsTr("It has had no other pod template yet.") : ""
    width: Math.min(Theme.sheetWidth * 1.5, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    verb: root.revision > 0 ? qsTr("Go back to revision %1").arg(root.revision) : qsTr("Roll back")
    ready: root.revision > 0 && root.lines.length > 0
    command: root.revision > 0 && history.ready ? history.command(root.revision) : ({})
    onStarted: {
        root.revision = 0;
        history.read(root.kind, root.ns, root.name);
    }
    function carryOut(): void {
        history.rollBack(root.revision, root.actions);
    }

    Revisions {
        id: history
        session: root.session
        onChanged: {
            const before = history.list.findIndex(each => !each.current);
            if (root.revision > 0 || before < 0)
                return;
            list.currentIndex = before;
            root.revision = history.list[before].revision;
            list.forceActiveFocus();
        }
    }
    Row {
        width: parent.width
        spacing: Theme.lg
        ListView {
            id: list
            objectName: "revisions"
            width: Theme.px(230)
            height: Theme.px(340)
            clip: true
            model: history.list
            focus: true
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar { }
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Revisions")
            onCurrentItemChanged: if (list.activeFocus && list.currentItem) root.revision = list.model[list.currentIndex].revision
            delegate: Rectangle {
                id: entry
                required property var modelData
                required property int index
                width: ListView.view ? ListView.view.width : 0
                height: about.implicitHeight + 2 * Theme.sm
                radius: Theme.radiusSmall
                color: root.revision === entry.modelData.revision ? Theme.accentSoft : hover.hovered ? Theme.hover : "transparent"
                border.width: list.activeFocus && list.currentIndex === entry.index ? Theme.line : 0
                border.color: Theme.focus
                Accessible.role: Accessible.ListItem
                Accessible.name: number.text + ", " + entry.modelData.images
                Accessible.selected: root.revision === entry.modelData.revision
                Accessible.onPressAction: root.revision = entry.modelData.revision
                HoverHandler { id: hover }
                TapHandler {
                    onTapped: {
                        list.currentIndex = entry.index;
                        list.forceActiveFocus();
                        root.revision = entry.modelData.revision;
                    }
                }
                Column {
                    id: about
                    x: Theme.sm
                    y: Theme.sm
                    width: parent.width - 2 * Theme.sm
                    spacing: Theme.xxs
                    Label {
                        id: number
                        text: entry.modelData.current ? qsTr("Revision %1, the present one").arg(entry.modelData.revision) : qsTr("Revision %1").arg(entry.modelData.revision)
                        font: Theme.bodyStrong
                    }
                    MonoLabel { width: parent.width; text: entry.modelData.images; elide: Text.ElideMiddle }
                    Label { text: entry.modelData.created.toLocaleString(Qt.locale(), Locale.ShortFormat); font: Theme.small; color: Theme.text3 }
                    Label { visible: text.length > 0; width: parent.width; text: entry.modelData.cause; font: Theme.small; color: Theme.text3; elide: Text.ElideRight }
                }
            }
        }
        DiffView {
            objectName: "diff"
            width: parent.width - list.width - parent.spacing
            height: list.height
            lines: root.lines
        }
    }
}
