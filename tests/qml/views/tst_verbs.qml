// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Actions
import Orrery.Views.Verbs

// Menu, keys and sheets of what can be done to an object, on recorded objects: what is done is refused, plainly.
Item {
    id: root
    width: 1200
    height: 800
    readonly property var cluster: session // from tst_views.cpp

    Actions { id: actor; session: root.cluster }
    SignalSpy { id: asked; target: actor; signalName: "asked" }
    SignalSpy { id: finished; target: actor; signalName: "finished" }
    SignalSpy { id: pages; signalName: "page" }
    Component {
        id: verbs
        Verbs { width: 1200; height: 800; session: root.cluster; actions: actor; at: root }
    }

    TestCase {
        name: "Verbs"
        when: windowShown

        function open(kind: string, ns: string, name: string): Item {
            const item = createTemporaryObject(verbs, root, { kind: kind, keys: [{ ns: ns, name: name }] });
            waitForRendering(root);
            return item;
        }
        function offersOf(kind: string, ns: string, name: string): var {
            return actor.verbsOf(kind, ns, name).map(offer => offer.id);
        }
        function test_offers() {
            const pod = offersOf("Pod", "default", "web-7d9f4c8b6-7hd2p");
            verify(pod.includes("logs") && pod.includes("shell") && pod.includes("delete"));
            verify(!pod.includes("scale") && !pod.includes("drain"));
            const node = offersOf("Node", "", "node-1");
            verify(node.includes("cordon") && !node.includes("uncordon") && node.includes("drain"));
            compare(offersOf("Pod", "default", "").length, 0);
        }
        function test_menuByKeyboard() {
            const item = open("Pod", "default", "web-7d9f4c8b6-7hd2p");
            keyClick(Qt.Key_F10, Qt.ShiftModifier);
            tryVerify(() => item.menu.opened);
            verify(item.menu.count > 4);
            const first = item.menu.itemAt(0);
            compare(first.text, "Logs");
            compare(first.keys, "L");
            pages.target = item;
            pages.clear();
            keyClick(Qt.Key_Down);
            compare(item.menu.currentIndex, 1);
            // what it stands for, on demand
            verify(!item.menu.tellsCommand);
            keyClick(Qt.Key_C);
            tryVerify(() => item.menu.tellsCommand);
            compare(item.menu.command.kubectl, "kubectl exec -it pod/web-7d9f4c8b6-7hd2p -n default -- sh");
            keyClick(Qt.Key_Up);
            keyClick(Qt.Key_Return);
            tryCompare(pages, "count", 1);
            compare(pages.signalArguments[0][0], "logs");
            tryVerify(() => !item.menu.opened);
        }
        function test_keys() {
            const item = open("Pod", "default", "web-7d9f4c8b6-7hd2p");
            pages.target = item;
            pages.clear();
            keyClick(Qt.Key_L);
            tryCompare(pages, "count", 1);
            keyClick(Qt.Key_Y);
            tryCompare(pages, "count", 2);
            compare(pages.signalArguments[1][0], "yaml");
            item.keysWork = false; // somebody types
            keyClick(Qt.Key_L);
            compare(pages.count, 2);
            item.keysWork = true;
            // of another object, and again
            item.keys = [{ ns: "default", name: "api-58c6b9d7f4-k4v9d" }];
            item.kind = "Node";
            item.keys = [{ ns: "", name: "node-1" }];
            keyClick(Qt.Key_Y);
            tryCompare(pages, "count", 3);
            compare(pages.signalArguments[2][3], "node-1");
        }
        function test_cordonByKey() {
            open("Node", "", "node-1");
            finished.clear();
            keyClick(Qt.Key_U);
            tryCompare(finished, "count", 1);
            compare(finished.signalArguments[0][0], false); // a recorded node
            verify(finished.signalArguments[0][1].includes("Cordon"));
        }
        function test_scaleSheet() {
            const item = open("Deployment", "default", "web");
            actor.invoke("scale", "Deployment", "default", "web");
            tryVerify(() => item.sheet !== null && item.sheet.opened);
            const field = findChild(item.sheet.contentItem, "scaleTo");
            tryVerify(() => field.enabled);
            const submit = findChild(item.sheet.contentItem, "verbSubmit");
            verify(!submit.enabled); // nothing would change
            field.value = field.value + 2;
            tryVerify(() => submit.enabled);
            compare(item.sheet.command.kubectl, "kubectl scale deployment/web --replicas=" + field.value + " -n default");
            finished.clear();
            mouseClick(submit);
            tryCompare(finished, "count", 1);
            tryVerify(() => !item.sheet.opened);
        }
        function test_deleteSheet() {
            const item = open("Pod", "default", "web-7d9f4c8b6-7hd2p");
            keyClick(Qt.Key_D, Qt.ControlModifier);
            tryVerify(() => item.sheet !== null && item.sheet.opened);
            verify(item.sheet.title.includes("web-7d9f4c8b6-7hd2p"));
            const force = findChild(item.sheet.contentItem, "deleteForce");
            verify(force.visible);
            force.checked = true;
            tryVerify(() => item.sheet.command.kubectl.includes("--grace-period=0 --force"));
            finished.clear();
            tryVerify(() => findChild(item.sheet.contentItem, "verbSubmit").activeFocus);
            keyClick(Qt.Key_Return);
            tryCompare(finished, "count", 1);
        }
        function test_labels() {
            const item = open("Pod", "default", "web-7d9f4c8b6-7hd2p");
            actor.invoke("label", "Pod", "default", "web-7d9f4c8b6-7hd2p");
            tryVerify(() => item.sheet !== null && item.sheet.opened);
            const submit = findChild(item.sheet.contentItem, "verbSubmit");
            verify(!submit.enabled);
            item.sheet.add("tier", "not a value!");
            verify(!submit.enabled);
            verify(item.sheet.problem.length > 0);
        }
        function test_drainSheet() {
            const item = open("Node", "", "node-1");
            actor.invoke("drain", "Node", "", "node-1");
            tryVerify(() => item.sheet !== null && item.sheet.opened);
            verify(item.sheet.plan.pods.length > 0);
            item.sheet.reject();
            tryVerify(() => !item.sheet.opened);
        }
    }
}
