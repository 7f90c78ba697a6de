// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import Orrery.Theme
import Orrery.Actions
import Orrery.Story
import Orrery.Views

// What Find offers to do beside going to objects: the verbs of the selected one, and what the window itself does.
QtObject {
    id: root
    required property var workspace
    required property Views views
    required property Actions actions
    required property Story story

    readonly property bool connected: root.workspace.session !== null
    // Again with what was learnt of rights since.
    readonly property var verbs: root.actions.rights >= 0 && root.workspace.selectedName.length > 0
        ? root.actions.verbsOf(root.workspace.kind, root.workspace.selectedNs, root.workspace.selectedName) : []
    readonly property var list: root.verbs.map(verb => ({
            id: "verb:" + verb.id, title: verb.title, detail: verb.enabled ? root.workspace.selectedName : verb.reason, symbol: verb.symbol,
            keys: Shortcuts.labels[verb.id] || "", enabled: verb.enabled, section: root.workspace.kind + " " + root.workspace.selectedName
        }))
        .concat(root.section(qsTr("Do"), [
            { id: "deploy", title: qsTr("Deploy"), symbol: "deploy", keys: Shortcuts.labels.deploy, words: "create run new workload", shown: root.connected },
            { id: "apply", title: qsTr("Apply YAML"), symbol: "yaml", keys: Shortcuts.labels.apply, words: "create manifest", shown: root.connected },
            { id: "addNodes", title: qsTr("Add nodes"), symbol: "plus", words: "machine vm", shown: root.connected },
            { id: "clearFilter", title: qsTr("Show everything again"), symbol: "filter", detail: root.workspace.filter, words: "filter clear", shown: root.workspace.filter.length > 0 },
            { id: "fit", title: qsTr("Show all of the map"), symbol: "fit", words: "zoom out home", shown: root.connected },
            { id: "tidy", title: qsTr("Close gaps on the map"), symbol: "fit", words: "tidy seats", shown: root.connected },
            { id: "pausePicture", title: root.story.paused ? qsTr("Go on") : qsTr("Pause the picture"), symbol: root.story.paused ? "play" : "pause", keys: Shortcuts.labels.pausePicture }
        ]))
        .concat(root.section(qsTr("Deploy"), root.templates.all().map(one => ({ id: "template:" + one.id, title: one.title, detail: one.detail, symbol: one.symbol, words: "deploy create new template " + one.kind, shown: root.connected }))))
        .concat(root.section(qsTr("Go to"), root.views.entries.map(entry => ({ id: "view:" + entry.id, title: entry.title, symbol: entry.symbol, words: "view page open" }))))
        .concat(root.section(qsTr("Clusters"), root.workspace.others.map(known => ({ id: "cluster:" + known.id, title: known.name, detail: known.place, symbol: known.embedded ? "machine" : "globe", words: "switch cluster context open tab" }))
            .concat([{ id: "cluster:", title: qsTr("All clusters"), symbol: "list", keys: Shortcuts.labels.clusters, words: "switch cluster new kubeconfig import", shown: root.workspace.switchable }])))
        .concat(root.section(qsTr("Settings"), [
            { id: "present", title: Preferences.present ? qsTr("End presenting") : qsTr("Present"), symbol: "present", keys: Shortcuts.labels.present, words: "projector large type" },
            { id: "pointer", title: qsTr("Pointer of light"), symbol: "present", keys: Shortcuts.labels.pointer, words: "laser" },
            { id: "spotlight", title: qsTr("Spotlight"), symbol: "present", detail: qsTr("%1, twice").arg(Shortcuts.labels.pointer), words: "pointer dim focus" },
            { id: "theme", title: Theme.dark ? qsTr("Light") : qsTr("Dark"), symbol: Theme.dark ? "sun" : "moon", keys: Shortcuts.labels.theme, words: "theme colours colors" },
            { id: "language", title: Qt.uiLanguage.startsWith("zh") ? "English" : "繁體中文", symbol: "language", words: "language 語言" },
            { id: "motion", title: Preferences.reducedMotion ? qsTr("More motion") : qsTr("Less motion"), symbol: "activity", words: "animation reduced" },
            { id: "view:settings", title: qsTr("All settings"), symbol: "settings", keys: Shortcuts.labels.settings, words: "preferences options" },
            { id: "shortcuts", title: qsTr("Show the shortcuts"), symbol: "info", keys: Shortcuts.labels.shortcuts, words: "keyboard keys help" }
        ]))

    readonly property TemplateList templates: TemplateList { }

    function section(title: string, commands: var): var {
        return commands.filter(command => command.shown !== false)
            .map(command => Object.assign({ section: title, enabled: true, detail: "", keys: "", words: "" }, command));
    }
    function run(id: string): void {
        const todo = {
            deploy: () => root.workspace.deploy(),
            apply: () => root.workspace.apply(),
            addNodes: () => root.views.current = "nodes",
            clearFilter: () => root.workspace.filter = "",
            fit: () => { root.views.current = "map"; root.views.map.fit(); },
            tidy: () => { root.views.current = "map"; root.views.map.tidy(); },
            pausePicture: () => root.story.paused = !root.story.paused,
            present: () => Preferences.present = !Preferences.present,
            pointer: () => root.workspace.light = root.workspace.light === "dot" ? "" : "dot",
            spotlight: () => root.workspace.light = root.workspace.light === "spot" ? "" : "spot",
            theme: () => Preferences.dark = !Preferences.dark,
            language: () => Preferences.language = Qt.uiLanguage.startsWith("zh") ? "en" : "zh_TW",
            motion: () => Preferences.reducedMotion = !Preferences.reducedMotion,
            shortcuts: () => root.workspace.showShortcuts()
        };
        if (id.startsWith("view:"))
            root.views.current = id.slice(5);
        else if (id.startsWith("cluster:"))
            root.workspace.clusterPicked(id.slice(8));
        else if (id.startsWith("template:"))
            root.workspace.deployTemplate(id.slice(9), "");
        else if (id.startsWith("verb:"))
            root.actions.invoke(id.slice(5), root.workspace.kind, root.workspace.selectedNs, root.workspace.selectedName);
        else if (todo[id])
            todo[id]();
    }
}
