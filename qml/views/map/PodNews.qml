// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls
import Orrery.Models

// What was told last of a pod that does not run yet: that its image is being pulled, that a volume is missing.
Label {
    id: root
    required property QtObject session
    required property string ns
    required property string name
    visible: text.length > 0
    horizontalAlignment: Text.AlignHCenter
    text: events.newest
    font: Theme.small
    color: Theme.warn
    wrapMode: Text.Wrap
    maximumLineCount: 3
    elide: Text.ElideRight
    EventList {
        id: events
        session: root.session
        subjects: [{ kind: "Pod", ns: root.ns, name: root.name }]
    }
}
