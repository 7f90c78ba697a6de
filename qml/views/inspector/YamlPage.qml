// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// The object as YAML, to read and to copy.
Flickable {
    id: root
    required property string yaml
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar { }
    T.TextArea.flickable: TextArea {
        code: true
        readOnly: true
        font: Theme.monoTiny
        text: root.yaml
        Accessible.name: qsTr("YAML")
    }
}
