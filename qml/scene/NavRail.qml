// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls

// The views, one above the other; what belongs to the whole app at the bottom.
Rectangle {
    id: root
    property var views: [] ///< [{ id, title, symbol }]
    property string current
    signal picked(id: string)
    signal languageRequested
    signal settingsRequested

    implicitWidth: Theme.railWidth
    color: Theme.rail
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Views")
    component RailButton: IconButton {
        id: railButton
        function go(forward: bool): void {
            const next = railButton.nextItemInFocusChain(forward) as IconButton;
            if (next)
                next.forceActiveFocus(Qt.TabFocusReason);
        }
        Keys.onUpPressed: railButton.go(false)
        Keys.onDownPressed: railButton.go(true)
        implicitWidth: 44
        ink: Theme.text3
    }
    Divider {
        anchors.right: parent.right
        width: Theme.hair
        height: parent.height
    }
    Mark {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.md
    }
    Column {
        y: 84
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.xs + Theme.xxs
        Repeater {
            model: root.views
            RailButton {
                required property var modelData
                objectName: "view-" + modelData.id
                symbol: modelData.symbol
                text: modelData.title
                checked: root.current === modelData.id
                onClicked: root.picked(modelData.id)
            }
        }
    }
    Column {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.lg
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.xs + Theme.xxs
        RailButton {
            objectName: "language"
            visible: !Theme.present // a class needs none of these
            symbol: "language"
            text: qsTr("Language")
            onClicked: root.languageRequested()
        }
        RailButton {
            objectName: "theme"
            visible: !Theme.present
            symbol: Theme.dark ? "sun" : "moon"
            text: Theme.dark ? qsTr("Light") : qsTr("Dark")
            onClicked: Preferences.dark = !Preferences.dark
        }
        RailButton {
            objectName: "settings"
            symbol: "settings"
            text: qsTr("Settings")
            checked: root.current === "settings"
            onClicked: root.settingsRequested()
        }
    }
}
