// SPDX-License-Identifier: GPL-3.0-only
pragma ComponentBehavior: Bound
import QtQuick

// Other objects under a heading; nothing where there are none.
Section {
    id: root
    required property var objects ///< [{kind, ns, name, state, level, depth}]
    signal opened(kind: string, ns: string, name: string)
    visible: root.objects.length > 0
    Repeater {
        model: root.objects
        ObjectLink {
            required property var modelData
            width: root.width
            object: modelData
            onClicked: root.opened(object.kind, object.ns, object.name)
        }
    }
}
