// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Views.Deploy
import Orrery.Views.Yaml

Item {
    id: root
    width: 1200
    height: 800

    readonly property var cluster: session // from tst_views.cpp
    Component { id: deploy; DeploySheet { session: root.cluster } }
    Component { id: apply; ApplySheet { session: root.cluster } }
    Component { id: palette; Palette { } }
    SignalSpy { id: picked; signalName: "picked" }
    SignalSpy { id: left; signalName: "leftUnsent" }

    TestCase {
        name: "Deploy"
        when: windowShown

        function type(text: string): void {
            text.split("").forEach(letter => keyClick(letter));
        }
        function opened(template: string, node: string): var {
            const sheet = createTemporaryObject(deploy, root);
            sheet.start(template, node);
            tryVerify(() => sheet.opened);
            return sheet;
        }
        function part(sheet: var, name: string): var {
            const found = findChild(sheet.contentItem, name);
            verify(found !== null, name);
            return found;
        }
        function test_typingAName(): void {
            const sheet = opened("web", "");
            const yaml = part(sheet, "deployYaml");
            verify(yaml.text.includes("kind: Service"));
            tryVerify(() => part(sheet, "deployName").activeFocus); // selected: typing replaces it
            type("shop");
            verify(yaml.text.includes("name: shop"));
            verify(!yaml.text.includes("web"));
            compare(sheet.form.name, "shop");
        }
        function test_whatWasTypedIsNotLost(): void {
            const sheet = opened("web", "");
            left.target = sheet;
            left.clear();
            keyClick(Qt.Key_Escape);
            tryCompare(sheet, "visible", false);
            compare(left.count, 0); // nothing was
            sheet.start("web", "");
            tryVerify(() => part(sheet, "deployName").selectedText.length > 0); // typing replaces it
            type("shop");
            keyClick(Qt.Key_Escape);
            tryCompare(left, "count", 1);
            sheet.open(); // as the window does when it is asked to go on
            tryVerify(() => sheet.opened);
            verify(part(sheet, "deployYaml").text.includes("name: shop"));
        }
        function test_leavingYaml(): void {
            const sheet = createTemporaryObject(apply, root);
            left.target = sheet;
            left.clear();
            sheet.start("");
            tryVerify(() => sheet.opened);
            sheet.reject();
            tryCompare(sheet, "visible", false);
            compare(left.count, 0);
            sheet.start("kind: Pod");
            tryVerify(() => sheet.opened);
            sheet.reject();
            tryCompare(left, "count", 1);
        }
        function test_theYamlWritesTheForm(): void {
            const sheet = opened("web", "");
            const yaml = part(sheet, "deployYaml");
            yaml.area.forceActiveFocus();
            const at = yaml.text.indexOf("replicas: ") + 10;
            yaml.area.select(at, at + 1);
            type("8");
            compare(part(sheet, "deployReplicas").value, 8);
            // A field that no form shows survives what the form writes.
            yaml.area.cursorPosition = yaml.text.indexOf("replicas: ");
            type("paused: true");
            keyClick(Qt.Key_Return);
            type("  ");
            verify(yaml.text.includes("paused: true\n  replicas: 8"));
            sheet.form.name = "other";
            verify(yaml.text.includes("paused: true\n  replicas: 8"));
            // What cannot be read is said, and the form stays.
            yaml.area.insert(0, "[");
            verify(!sheet.form.readable);
            verify(!part(sheet, "deploySubmit").enabled);
            yaml.area.undo();
            verify(sheet.form.readable);
        }
        function test_fieldsOfTheSchema(): void {
            const sheet = opened("web", "node-2");
            const yaml = part(sheet, "deployYaml");
            verify(yaml.text.includes("kubernetes.io/hostname: node-2"));
            verify(part(sheet, "sectionPlacement").unfolded);
            compare(part(sheet, "deployNode").text, "node-2");
            const section = part(sheet, "sectionEnvironment");
            verify(!section.unfolded);
            sheet.form.add(sheet.form.containerPath + "env");
            section.unfolded = true;
            tryVerify(() => section.filled);
            const rows = section.children[1];
            let field = null;
            tryVerify(() => (field = findInput(rows, "name")) !== null);
            field.forceActiveFocus();
            tryVerify(() => { // what has the focus is in sight
                const y = field.mapToItem(part(sheet, "deployFields"), 0, 0).y;
                return y >= 0 && y + field.height <= part(sheet, "deployFields").height;
            });
            type("MODE");
            verify(field.activeFocus); // the row stays while it is typed into
            verify(yaml.text.includes("- name: MODE"));
        }
        function findInput(item: Item, label: string): var {
            if (item.Accessible && item.Accessible.name === label && item.textEdited !== undefined)
                return item;
            for (let i = 0; i < item.children.length; ++i) {
                const found = findInput(item.children[i], label);
                if (found !== null)
                    return found;
            }
            return null;
        }
        function test_kinds_data(): var {
            return ["web", "statefulset", "daemonset", "job", "cronjob", "pod", "configmap", "secret", "service", "namespace"].map(id => ({ tag: id }));
        }
        function test_kinds(data: var): void {
            const sheet = opened(data.tag, "");
            verify(sheet.form.known);
            compare(sheet.form.text("metadata.name"), sheet.form.name);
            compare(part(sheet, "deployName").text, sheet.form.name);
        }
        function test_numbersCountAsTheyAreSent(): void {
            const sheet = opened("web", "");
            const field = part(sheet, "deployReplicas");
            field.contentItem.forceActiveFocus();
            field.contentItem.selectAll();
            type("42");
            keyClick(Qt.Key_Return, Qt.ControlModifier);
            tryCompare(sheet.editor, "failures", 2);
            verify(sheet.editor.text.includes("replicas: 42"));
        }
        function test_refusalsStay(): void {
            const sheet = opened("web", "");
            type("shop");
            mouseClick(part(sheet, "deploySubmit"));
            // Nothing is behind a recorded cluster: a refusal stays on the sheet, an object a line, to be tried again.
            tryCompare(sheet.editor, "failures", 2);
            verify(sheet.opened);
            verify(!sheet.editor.results[0].ok);
            mouseClick(findChild(part(sheet, "deployOutcomes"), "retry"));
            tryCompare(sheet.editor, "failures", 2);
        }
        function test_applyTakesManyDocuments(): void {
            const sheet = createTemporaryObject(apply, root);
            sheet.start("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
            tryVerify(() => sheet.opened);
            sheet.editor.submit();
            tryCompare(sheet.editor.results, "length", 2);
            verify(sheet.opened);
        }
        function test_droppedFiles(): void {
            const sheet = createTemporaryObject(apply, root);
            sheet.startWithDrop({ hasUrls: true, urls: [Qt.resolvedUrl("no-such-file.yaml")] });
            tryVerify(() => sheet.opened);
            verify(sheet.editor.notice.includes("no-such-file.yaml")); // said, though there is nothing to show
        }
        function test_paletteByKeyAndMouse(): void {
            const item = createTemporaryObject(palette, root);
            picked.target = item;
            picked.clear();
            mouseClick(findChild(item, "paletteToggle"));
            let entry = null;
            tryVerify(() => (entry = findChild(item, "template-job")) !== null);
            entry.forceActiveFocus();
            keyClick(Qt.Key_Return);
            compare(picked.count, 1);
            compare(picked.signalArguments[0][0], "job");
        }
    }
}
