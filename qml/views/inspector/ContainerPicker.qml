// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Which container of the pod; hidden where there is one. all: they may be taken together (container is then empty).
ComboBox {
    id: root
    property var containers: []
    property bool all: false
    readonly property string container: root.containers.length === 0 || (root.all && root.currentIndex < 1) ? "" : root.containers[Math.max(0, root.currentIndex - (root.all ? 1 : 0))] || ""
    model: root.all ? [qsTr("All containers")].concat(root.containers) : root.containers
    visible: root.containers.length > 1
    implicitWidth: Theme.fieldWidth / 2
    height: visible ? implicitHeight : 0
}
