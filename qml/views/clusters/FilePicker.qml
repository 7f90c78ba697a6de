// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Dialogs

// The system's file dialog, made when it is first asked for.
Loader {
    id: root
    property string title
    property bool save: false
    property var taken: null ///< what to do with the file's URL
    active: false
    function ask(title: string, save: bool, taken: var): void {
        root.title = title;
        root.save = save;
        root.taken = taken;
        root.active = true;
        root.item["open"]();
    }
    sourceComponent: FileDialog {
        title: root.title
        fileMode: root.save ? FileDialog.SaveFile : FileDialog.OpenFile
        onAccepted: root.taken(selectedFile)
    }
}
