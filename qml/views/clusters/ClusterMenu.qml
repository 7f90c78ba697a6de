// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Clusters

// The other clusters, near at hand: those of this computer, then the contexts; all of them on the clusters page.
Menu {
    id: root
    required property Clusters clusters
    signal listRequested
    implicitWidth: Theme.px(280)
    Instantiator {
        model: root.clusters.known.filter(known => known.problem.length === 0).slice(0, 12)
        delegate: MenuItem {
            required property var modelData
            width: root.width - root.leftPadding - root.rightPadding
            text: modelData.name
            symbol: modelData.embedded ? "machine" : "globe"
            checkable: modelData.open >= 0
            checked: modelData.open >= 0
            onTriggered: root.clusters.open(modelData.id)
        }
        onObjectAdded: (index, object) => root.insertItem(index, object)
        onObjectRemoved: (index, object) => root.removeItem(object)
    }
    MenuItem {
        text: qsTr("All clusters")
        keys: Shortcuts.labels.clusters
        symbol: "list"
        onTriggered: root.listRequested()
    }
}
