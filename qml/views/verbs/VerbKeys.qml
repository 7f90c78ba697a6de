// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Actions

// The keys of what can be done to the selected object: Shortcuts has them by the ids of the verbs; and those for all of it, the menu key too.
Item {
    id: root
    required property Actions actions
    property string kind
    property var keys: [] ///< the selected object, or the marked ones: [{ns, name}]
    signal menuRequested
    signal pressed ///< one of the verbs' keys

    readonly property var offers: {
        root.actions.rights;
        return root.enabled && root.keys.length > 0 ? root.actions.verbsOfMany(root.kind, root.keys) : [];
    }
    /// Some keys are several verbs', of which one has a meaning at a time: cordon and uncordon.
    function press(key: string): void {
        const kind = root.kind, keys = root.keys;
        const offer = root.actions.verbsOfMany(kind, keys).find(offer => offer.key === key);
        root.pressed();
        if (offer)
            root.actions.invokeMany(offer.id, kind, keys);
    }
    Instantiator {
        model: Array.from(new Set(root.offers.map(offer => Shortcuts.keys[offer.id] || ""))).filter(key => key.length > 0)
        delegate: Shortcut {
            required property string modelData
            sequence: modelData
            enabled: root.enabled
            onActivated: root.press(modelData)
        }
    }
    Shortcut {
        sequences: [Shortcuts.keys.menu, "Menu"]
        enabled: root.enabled && root.keys.length > 0
        onActivated: root.menuRequested()
    }
    Shortcut {
        sequence: Shortcuts.keys.undo
        enabled: root.enabled && root.actions.lastUndo.length > 0
        onActivated: root.actions.undo()
    }
}
