// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Shapes
import Orrery.Theme

// The recent past of one number. values: oldest first.
Item {
    id: root
    property var values: []
    property real ceiling: 0
    property color hue: Theme.accent
    implicitWidth: Theme.px(120)
    implicitHeight: Theme.control
    Accessible.ignored: true
    readonly property var points: {
        const n = root.values.length;
        if (n < 2)
            return [Qt.point(0, root.height), Qt.point(root.width, root.height)];
        const top = root.ceiling > 0 ? root.ceiling : Math.max(1e-9, ...root.values);
        return root.values.map((v, i) => Qt.point(i * root.width / (n - 1), root.height - Theme.line - Math.min(1, v / top) * (root.height - 2 * Theme.line)));
    }
    Shape {
        anchors.fill: parent
        ShapePath {
            strokeColor: root.hue
            strokeWidth: Theme.line
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathPolyline { path: root.points }
        }
    }
}
