// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls
import Orrery.Models
import Orrery.Actions

// Deploy by filling in a form; beside it the YAML that the form stands for. Both write the same text, which is tried on the server as it is typed.
Sheet {
    id: root
    required property QtObject session
    signal began(traceId: string, title: string)
    signal deployed(message: string)
    signal leftUnsent ///< closed with something typed; open() shows it again
    property string begun ///< the text as nobody had typed into it
    readonly property alias form: form
    readonly property alias editor: editor

    /// Opens with a template. node: where its pods are to run, or empty.
    function start(template: string, node: string): void {
        form.start(template, node);
        pages.currentIndex = 0;
        left.contentY = 0;
        parts.active = false; // folded again
        parts.active = Qt.binding(() => root.form.workload);
        root.begun = editor.text;
        root.open();
    }

    readonly property var meanings: ({
        Deployment: qsTr("A Deployment asks for so many pods, all alike; a Service gives them one address."),
        StatefulSet: qsTr("A StatefulSet asks for pods that keep their names; a headless Service lets them be found by these."),
        DaemonSet: qsTr("A DaemonSet asks for one pod on every node."),
        Job: qsTr("A Job asks for pods that do their work and end."),
        CronJob: qsTr("A CronJob asks for a Job again and again, by the clock."),
        Pod: qsTr("A Pod by itself: nobody starts it again elsewhere if its node goes.")
    })
    title: qsTr("Deploy")
    subtitle: root.meanings[form.kind] || qsTr("The form and the YAML are the same object.")
    width: Math.min(Theme.sheetWidth * 2, parent ? parent.width - 2 * Theme.xxl : Theme.sheetWidth)
    busy: editor.busy
    readonly property int room: parent ? parent.height - 2 * Theme.xl - 2 * Theme.xl - 2 * Theme.lg - Theme.control - Theme.px(52) : Theme.px(560)
    onOpened: if (basics.visible) basics.begin()
    onClosed: if (editor.text !== root.begun) root.leftUnsent()

    Shortcut {
        sequence: Shortcuts.keys.submit
        enabled: root.opened && submit.enabled
        onActivated: {
            submit.forceActiveFocus(); // a number that is being typed counts once its field is left
            editor.submit();
        }
    }
    FieldDocs {
        id: docs
        session: root.session
    }
    ManifestEditor {
        id: editor
        session: root.session
        onBegan: (traceId, title) => root.began(traceId, title)
        onTextChanged: code.load(editor.text)
        onDone: ok => {
            if (!ok)
                return;
            root.deployed(editor.results.map(result => result.kind + " " + result.name + " " + result.message).join(", "));
            root.begun = editor.text;
            root.close();
        }
    }
    ManifestForm {
        id: form
        editor: root.editor
    }

    Row {
        width: parent.width
        height: Math.min(Theme.px(600), root.room)
        spacing: Theme.xl
        Flickable {
            id: left
            objectName: "deployFields"
            width: (parent.width - parent.spacing) * 0.52
            height: parent.height
            contentHeight: fields.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            enabled: !editor.busy
            T.ScrollBar.vertical: ScrollBar { }
            readonly property Item focused: Window.activeFocusItem
            onFocusedChanged: Qt.callLater(left.reveal)
            /// What has the focus is in sight.
            function reveal(): void {
                let ancestor = left.focused;
                while (ancestor && ancestor !== fields)
                    ancestor = ancestor.parent;
                if (!ancestor)
                    return;
                const y = left.focused.mapToItem(fields, 0, 0).y;
                if (y < left.contentY + Theme.md)
                    left.contentY = Math.max(0, y - Theme.xl);
                else if (y + left.focused.height > left.contentY + left.height)
                    left.contentY = Math.min(left.contentHeight - left.height, y + left.focused.height - left.height + Theme.md);
            }
            Column {
                id: fields
                width: left.width - Theme.lg
                spacing: Theme.md
                Label {
                    visible: !form.readable
                    width: parent.width
                    text: qsTr("The YAML cannot be read as it is; the form shows what it said before.")
                    color: Theme.warn
                    wrapMode: Text.Wrap
                }
                DocumentTabs {
                    objectName: "deployObjects"
                    width: parent.width
                    form: root.form
                }
                Basics {
                    id: basics
                    visible: form.documents.length > 0
                    width: parent.width
                    form: root.form
                }
                Loader {
                    id: parts
                    width: parent.width
                    active: root.form.workload
                    visible: active
                    sourceComponent: Workload { form: root.form }
                }
                Loader {
                    width: parent.width
                    active: !root.form.workload && root.form.known
                    visible: active
                    sourceComponent: FieldRows {
                        form: root.form
                        paths: ["", "metadata.labels"]
                        except: ["metadata"]
                    }
                }
                Label {
                    visible: form.documents.length > 0 && !form.known
                    width: parent.width
                    text: qsTr("This kind has no form: write it as YAML.")
                    color: Theme.text2
                    wrapMode: Text.Wrap
                }
            }
        }
        Column {
            id: right
            width: parent.width - left.width - parent.spacing
            spacing: Theme.sm
            Item {
                width: parent.width
                height: pages.height
                Segmented {
                    id: pages
                    options: [qsTr("YAML"), qsTr("kubectl")]
                    onPicked: index => currentIndex = index
                }
                IconButton {
                    anchors.right: parent.right
                    symbol: "copy"
                    text: qsTr("Copy all")
                    onClicked: (pages.currentIndex === 0 ? code : commands).copyAll()
                }
            }
            CodeView {
                id: code
                objectName: "deployYaml"
                completer: (text, position) => docs.complete(text, position)
                visible: pages.currentIndex === 0
                width: parent.width
                height: left.height - pages.height - parent.spacing - said.height - (said.height > 0 ? parent.spacing : 0)
                readOnly: editor.busy
                problems: editor.problems
                onEdited: text => editor.text = text
                onGivenUp: root.reject()
                Accessible.name: qsTr("What will be sent, as YAML")
            }
            CodeView {
                id: commands
                objectName: "deployCommands"
                visible: pages.currentIndex === 1
                width: parent.width
                height: code.height
                readOnly: true
                readonly property string lines: {
                    editor.text;
                    return visible ? editor.commands() : "";
                }
                onLinesChanged: load(lines)
                Accessible.name: qsTr("The same for a terminal")
            }
            Flickable {
                id: said
                width: parent.width
                height: Math.min(contentHeight, left.height / 3)
                contentHeight: messages.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar { }
                Column {
                    id: messages
                    width: parent.width
                    Label {
                        visible: editor.notice.length > 0
                        width: parent.width
                        text: editor.notice
                        color: Theme.warn
                        wrapMode: Text.Wrap
                    }
                    Problems {
                        width: parent.width
                        problems: editor.results.length > 0 ? [] : editor.problems
                        onPicked: line => code.showLine(line)
                    }
                    Outcomes {
                        objectName: "deployOutcomes"
                        width: parent.width
                        results: editor.results
                        failures: editor.failures
                        onRetried: editor.retry()
                    }
                }
            }
        }
    }
    buttons: [
        Label {
            height: Theme.control
            verticalAlignment: Text.AlignVCenter
            text: !editor.checked ? "" : editor.existing > 0 ? qsTr("%Ln object(s) are there already and would be changed", "", editor.existing) : qsTr("The server would take it")
            color: editor.existing > 0 ? Theme.warn : Theme.text3
        },
        Button { text: qsTr("Cancel"); enabled: !editor.busy; onClicked: root.reject() },
        Button {
            id: submit
            objectName: "deploySubmit"
            text: qsTr("Deploy")
            symbol: "deploy"
            hint: "Ctrl+Return"
            kind: Button.Primary
            enabled: !editor.busy && editor.text.trim().length > 0 && form.readable
            onClicked: editor.submit()
        }
    ]
}
