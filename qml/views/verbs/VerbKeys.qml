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
    /// Which verb a key stands for: some keys are several verbs', of which mostly one has a meaning at a time (cordon and uncordon).
    function verbOf(key: string): string {
        const offer = root.offers.find(offer => Shortcuts.keys[offer.id] === key);
        return offer ? offer.id : "";
    }
    function press(id: string): void {
        const kind = root.kind, keys = root.keys;
        root.pressed();
        root.actions.invokeMany(id, kind, keys);
    }
    // Each verb's Shortcut is made when the verb is met first, and stays: those of an Instantiator whose model changes linger, and are in each other's way.
    onOffersChanged: {
        for (const offer of root.offers) {
            if (!met.ids.has(offer.id)) {
                met.ids.add(offer.id);
                met.append({ verb: offer.id });
            }
        }
    }
    ListModel {
        id: met
        readonly property var ids: new Set()
    }
    Instantiator {
        model: met
        delegate: Shortcut {
            required property string verb
            readonly property string key: Shortcuts.keys[verb] || ""
            sequence: key
            enabled: root.enabled && key.length > 0 && root.verbOf(key) === verb
            onActivated: root.press(verb)
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
