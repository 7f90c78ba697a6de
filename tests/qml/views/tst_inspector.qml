// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Theme
import Orrery.Actions
import Orrery.Views.Inspector
import Orrery.Views.Lists

Item {
    id: root
    width: 1200
    height: 900

    readonly property var cluster: session // from tst_views.cpp
    Actions { id: verbs; session: root.cluster }
    Component {
        id: inspector
        Inspector { width: 420; height: 800; session: root.cluster; actions: verbs; kind: "Pod"; ns: "default"; name: "web-7d9f4c8b6-7hd2p" }
    }
    Component { id: lists; ListsView { width: 1100; height: 700; session: root.cluster; actions: verbs } }
    SignalSpy { id: spy }

    TestCase {
        name: "Inspector"
        when: windowShown

        function texts(item: Item): string {
            let all = item.text !== undefined && item.visible ? item.text + "\n" : "";
            for (let i = 0; i < item.children.length; ++i)
                all += texts(item.children[i]);
            return all;
        }
        function show(kind: string, ns: string, name: string): Item {
            const item = createTemporaryObject(inspector, root, { kind: kind, ns: ns, name: name });
            tryVerify(() => item.detail.exists);
            return item;
        }
        function watch(item: var, name: string): void {
            spy.signalName = "";
            spy.target = item;
            spy.signalName = name;
            spy.clear();
        }

        function test_ownersAndServices() {
            const item = show("Pod", "default", "web-7d9f4c8b6-7hd2p");
            const owners = findChild(item, "owners");
            tryCompare(owners.objects, "length", 2);
            compare(owners.objects.map(object => object.kind).join(" > "), "Deployment > ReplicaSet");
            const reached = findChild(item, "usedBy");
            compare(reached.objects.length, 1);
            verify(texts(reached).includes("web"));
            verify(texts(item).includes("app=web")); // a label, as a chip
        }
        function test_linksOpenOtherObjects() {
            const item = show("Pod", "default", "web-7d9f4c8b6-7hd2p");
            const related = findChild(item, "related");
            tryVerify(() => related.objects.length > 0);
            watch(item, "opened");
            let link = null;
            const body = related.children[1];
            for (let i = 0; i < body.children.length; ++i)
                link = body.children[i].object !== undefined && body.children[i].object.kind === "Node" ? body.children[i] : link;
            link.forceActiveFocus();
            keyClick(Qt.Key_Return);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "Node");
            compare(spy.signalArguments[0][2], "node-1");
        }
        function test_nodeSaysWhatItHas() {
            const item = show("Node", "", "node-1");
            tryVerify(() => findChild(item, "usedBy").objects.length === 8);
            verify(texts(item).includes("CPU requested"));
            verify(texts(item).includes("Conditions"));
            verify(texts(item).includes("KubeletReady"));
        }
        function test_deploymentOwnsPods() {
            const item = show("Deployment", "default", "web");
            const owned = findChild(item, "owned");
            tryVerify(() => owned.objects.length >= 8);
            compare(owned.objects[0].kind, "ReplicaSet");
        }
        function test_describe() {
            const item = show("Pod", "default", "web-7d9f4c8b6-7hd2p");
            item.show("describe");
            compare(item.page, "describe");
            tryVerify(() => findChild(item, "describe") !== null);
            tryVerify(() => findChild(item, "describe").text.includes("10.244.1.7"));
            keyClick(Qt.Key_V);
            compare(item.page, "events");
            tryVerify(() => findChild(item, "eventCount").text.startsWith("0"));
        }
        function test_wideIsAskedFor() {
            const item = show("Pod", "default", "web-7d9f4c8b6-7hd2p");
            watch(item, "wideToggled");
            keyClick(Qt.Key_W);
            compare(spy.count, 1);
            mouseClick(findChild(item, "inspectorWide"));
            compare(spy.count, 2);
            item.resizable = false; // it covers the view
            keyClick(Qt.Key_W);
            compare(spy.count, 2);
            verify(!findChild(item, "inspectorWide").visible);
        }
        function test_managedFieldsAreFolded() {
            const item = show("Pod", "default", "web-7d9f4c8b6-7hd2p");
            item.show("yaml");
            tryVerify(() => findChild(item, "managedFields") !== null);
            verify(!item.detail.managedFields);
            mouseClick(findChild(item, "managedFields"));
            verify(item.detail.managedFields);
        }
        function test_listMenuCopyAndReveal() {
            const item = createTemporaryObject(lists, root);
            tryVerify(() => item.table.synced && item.table.total > 5);
            const list = findChild(item, "table");
            watch(item, "menuRequested");
            list.forceActiveFocus();
            keyClick(Qt.Key_Down);
            keyClick(Qt.Key_Menu);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][2], list.currentItem.name);
            tryVerify(() => list.itemAtIndex(2) !== null);
            mouseClick(list.itemAtIndex(2), 100, 10, Qt.RightButton);
            compare(spy.count, 2);
            compare(list.currentIndex, 2);
            watch(item, "told");
            keyClick(Qt.Key_C, Qt.ControlModifier);
            compare(spy.count, 1);
            verify(item.table.csv().startsWith("Name"));
            item.selectedNs = "default";
            item.selectedName = "web-7d9f4c8b6-7hd2p"; // as the map would
            compare(list.currentItem.name, "web-7d9f4c8b6-7hd2p");
        }
        function test_favouriteKinds() {
            const item = createTemporaryObject(lists, root);
            tryVerify(() => item.table.synced);
            const kinds = findChild(item, "kinds");
            const all = kinds.count;
            kinds.forceActiveFocus();
            kinds.currentIndex = 2;
            keyClick(Qt.Key_Asterisk);
            compare(Preferences.favouriteKinds.length, 1);
            tryCompare(kinds, "count", all + 1);
            Preferences.favouriteKinds = [];
            tryCompare(kinds, "count", all);
        }
    }
}
