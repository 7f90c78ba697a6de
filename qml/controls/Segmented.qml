// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// A few choices side by side, one of them on. Tab comes to the one that is on, the arrows go to the others.
Rectangle {
    id: root
    property var options: []
    property int currentIndex: 0
    signal picked(index: int)
    implicitWidth: row.implicitWidth + Theme.sm
    implicitHeight: Theme.control + Theme.xxs
    radius: height / 2
    color: Theme.field
    antialiasing: true
    Accessible.role: Accessible.Grouping
    function step(by: int): void {
        const to = root.currentIndex + by;
        if (to < 0 || to >= choices.count)
            return;
        root.picked(to);
        choices.itemAt(to).forceActiveFocus(Qt.TabFocusReason);
    }
    Row {
        id: row
        x: Theme.xs
        anchors.verticalCenter: parent.verticalCenter
        Repeater {
            id: choices
            model: root.options
            T.AbstractButton {
                id: option
                required property string modelData
                required property int index
                width: Math.max(Theme.control, label.implicitWidth + Theme.lg)
                height: root.height - Theme.sm
                checked: index === root.currentIndex
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                activeFocusOnTab: option.checked || root.currentIndex < 0 && option.index === 0
                Keys.onLeftPressed: root.step(-1)
                Keys.onRightPressed: root.step(1)
                Keys.onReturnPressed: option.clicked()
                text: modelData
                Accessible.role: Accessible.RadioButton
                Accessible.name: option.text
                Accessible.checked: option.checked
                Accessible.onPressAction: option.clicked()
                onClicked: root.picked(option.index)
                background: Rectangle {
                    radius: height / 2
                    antialiasing: true
                    color: option.checked ? Theme.accentSoft : option.hovered ? Theme.hover : "transparent"
                    FocusRing { control: option; shown: option.visualFocus; radius: height / 2 }
                }
                contentItem: Label {
                    id: label
                    horizontalAlignment: Text.AlignHCenter
                    text: option.modelData
                    font: Theme.bodyMedium
                    color: option.checked ? Theme.accent : Theme.text2
                }
            }
        }
    }
}
