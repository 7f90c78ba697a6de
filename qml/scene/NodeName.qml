// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// A node that is seen from far: its name, and how many pods it has. Hundreds of these are on the map: no more items than words.
Item {
    id: root
    required property rect box
    required property var info
    readonly property bool lost: info.state === "notReady" || info.state === "failed"
    readonly property string word: lost ? qsTr("not ready") : info.state === "off" ? qsTr("off") : info.state === "booting" ? qsTr("starting") : info.pressure ? qsTr("short of room") : info.cordoned ? qsTr("cordoned") : ""
    readonly property string counts: {
        const first = word.length > 0 ? word : qsTr("%Ln pod(s)", "", info.pods);
        return info.unhealthy > 0 ? first + ", " + qsTr("%Ln unhealthy", "", info.unhealthy) : first;
    }
    x: box.x
    y: box.y
    width: box.width
    height: box.height
    Accessible.ignored: true // the map itself tells of its things

    Label {
        id: name
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: root.info.name
        font: Theme.small
        color: root.lost ? Theme.bad : Theme.text2
        elide: Text.ElideMiddle
        Accessible.ignored: true
    }
    Label {
        visible: root.info.lines > 1
        y: name.height - Theme.xxs
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: root.counts
        font: Theme.caption
        color: root.lost || root.info.unhealthy > 0 ? Theme.bad : root.word.length > 0 ? Theme.warn : Theme.text3
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
