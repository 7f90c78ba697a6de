// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Controls

// Asked once when the window closes: whether its clusters go on without it.
Sheet {
    id: root
    required property int count ///< clusters that run in the window's process
    signal remembered(choice: string)
    signal decided(keep: bool)
    function decide(keep: bool): void {
        if (again.checked)
            root.remembered(keep ? "keep" : "stop");
        root.close();
        root.decided(keep);
    }
    title: qsTr("Keep %Ln cluster(s) running?", "", root.count)
    subtitle: qsTr("Kept running, kubectl goes on reaching them, and Orrery finds them again when it is opened. Nothing is lost either way.")
    onAboutToShow: keepButton.forceActiveFocus(Qt.TabFocusReason)
    CheckBox {
        id: again
        objectName: "closingRemember"
        width: parent.width
        checked: true
        text: qsTr("Do the same from now on (the list of clusters can change it)")
    }
    buttons: [
        Button { text: qsTr("Cancel"); onClicked: root.reject() },
        Button { objectName: "closingStop"; text: qsTr("Stop them"); symbol: "power"; onClicked: root.decide(false) },
        Button { id: keepButton; objectName: "closingKeep"; text: qsTr("Keep running"); symbol: "play"; kind: Button.Primary; onClicked: root.decide(true) }
    ]
}
