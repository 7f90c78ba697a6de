// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Which container of the pod; hidden where there is one.
ComboBox {
    id: root
    property var containers: []
    readonly property string container: root.containers.length > 0 ? root.containers[Math.max(0, root.currentIndex)] : ""
    model: root.containers
    visible: root.containers.length > 1
    implicitWidth: Theme.fieldWidth / 2
    height: visible ? implicitHeight : 0
}
