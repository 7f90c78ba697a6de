// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Actions

// Templates to drag onto the map or onto a node; Return deploys the one that has the focus.
Panel {
    id: root
    property bool unfolded: false
    readonly property alias mime: list.mime
    signal picked(template: string)

    readonly property var templates: {
        qsTr("Templates"); // again in another language
        return list.all();
    }
    implicitWidth: root.unfolded ? column.width + 2 * Theme.sm : toggle.width + 2 * Theme.xs
    implicitHeight: column.height + 2 * Theme.sm
    radius: Theme.radiusLarge
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Templates")
    Keys.onEscapePressed: root.unfolded = false

    TemplateList { id: list }
    Column {
        id: column
        x: root.unfolded ? Theme.sm : Theme.xs
        y: Theme.sm
        width: root.unfolded ? Theme.px(168) : toggle.width
        spacing: Theme.xxs
        IconButton {
            id: toggle
            objectName: "paletteToggle"
            symbol: root.unfolded ? "chevron-left" : "plus"
            text: root.unfolded ? qsTr("Fold the templates") : qsTr("Templates to drag onto the map")
            onClicked: root.unfolded = !root.unfolded
        }
        Repeater {
            model: root.unfolded ? root.templates : []
            T.AbstractButton {
                id: entry
                required property var modelData
                readonly property string template: modelData.id
                objectName: "template-" + modelData.id
                width: column.width
                height: Theme.control
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                text: entry.modelData.title
                Accessible.role: Accessible.Button
                Accessible.name: entry.text
                Accessible.description: entry.modelData.detail
                Accessible.onPressAction: entry.clicked()
                Keys.onReturnPressed: entry.clicked()
                Keys.onEnterPressed: entry.clicked()
                Keys.onDownPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)
                Keys.onUpPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                onClicked: root.picked(entry.template)
                background: Rectangle {
                    radius: Theme.radius
                    color: entry.down ? Theme.press : entry.hovered ? Theme.hover : "transparent"
                    FocusRing { control: entry; shown: entry.visualFocus }
                }
                contentItem: Item {
                    Icon {
                        id: mark
                        x: Theme.sm
                        anchors.verticalCenter: parent.verticalCenter
                        name: entry.modelData.symbol
                        color: Theme.accent
                    }
                    Label {
                        anchors.left: mark.right
                        anchors.leftMargin: Theme.md
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        text: entry.text
                        elide: Text.ElideRight
                        font: Theme.bodyMedium
                    }
                }
                ToolTip {
                    visible: entry.hovered && !entry.down && !drag.active
                    text: entry.modelData.detail
                }
                /// Lasts until it is dropped, and takes the release of the button with it.
                function carry(): void {
                    entry.Drag.active = true;
                    entry.Drag.active = false;
                    drag.enabled = false;
                    drag.enabled = true;
                }
                DragHandler {
                    id: drag
                    target: null
                    onActiveChanged: if (drag.active) Qt.callLater(entry.carry)
                }
                Drag.dragType: Drag.Automatic
                Drag.supportedActions: Qt.CopyAction
                Drag.mimeData: ({ [list.mime]: entry.template })
                Drag.imageSource: mark.source
            }
        }
    }
}
