// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Controls
import Orrery.Actions

// One field of the manifest by its path, under a name for people; what the cluster says against it stands under it.
FormRow {
    id: root
    required property ManifestForm form
    required property string path
    property string placeholder
    property string suggests
    property alias input: input

    error: {
        root.form.editor.problems;
        return root.form.problem(root.path);
    }
    SuggestField {
        id: input
        width: parent.width
        code: true
        placeholderText: root.placeholder
        invalid: root.error.length > 0
        suggestions: {
            root.form.revision + root.form.offers;
            return root.suggests.length > 0 && activeFocus ? root.form.suggestions(root.suggests) : [];
        }
        text: {
            root.form.revision;
            return root.form.text(root.path);
        }
        Accessible.name: root.label
        onTextEdited: root.form.setText(root.path, text, false)
        onPicked: text => root.form.setText(root.path, text, false)
    }
}
