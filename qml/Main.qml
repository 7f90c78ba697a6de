// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme

// The window: a Workspace for the cluster that it shows.
T.ApplicationWindow {
    id: root
    required property QtObject session ///< null if there is none
    required property string startError ///< why not
    property alias graph: workspace.graph
    property alias views: workspace.views
    property alias view: workspace.view
    property alias selected: workspace.selected

    visible: true
    minimumWidth: Theme.windowWidth
    minimumHeight: Theme.windowHeight
    title: workspace.title.length > 0 ? qsTr("%1 – Orrery").arg(workspace.title) : qsTr("Orrery")
    color: Theme.window
    font: Theme.body

    Shortcut { sequence: Shortcuts.keys.quit; onActivated: Qt.exit(0) }

    Workspace {
        id: workspace
        anchors.fill: parent
        focus: true
        session: root.session
        startError: root.startError
    }
}
