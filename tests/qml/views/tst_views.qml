// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Actions
import Orrery.Views.Inspector
import Orrery.Views.Lists
import Orrery.Views.Nodes

Item {
    id: root
    width: 1200
    height: 800

    Actions { id: verbs; session: root.cluster }
    readonly property var cluster: session // from tst_views.cpp
    SignalSpy { id: asked; target: verbs; signalName: "asked" }
    Component {
        id: inspector
        Inspector { width: 380; height: 700; session: root.cluster; actions: verbs; kind: "Pod"; ns: "default"; name: "web-7d9f4c8b6-7hd2p" }
    }
    Component { id: nodes; NodesView { width: 1100; height: 700; session: root.cluster; actions: verbs } }
    Component { id: lists; ListsView { width: 1100; height: 700; session: root.cluster; actions: verbs; onFilterEdited: text => filter = text } }
    SignalSpy { id: opened; signalName: "selected" }

    TestCase {
        name: "Views"
        when: windowShown

        function texts(item: Item): string {
            let all = item.text !== undefined && item.visible ? item.text + "\n" : "";
            for (let i = 0; i < item.children.length; ++i)
                all += texts(item.children[i]);
            return all;
        }
        function test_inspectorShowsFacts() {
            const item = createTemporaryObject(inspector, root);
            tryVerify(() => item.detail.exists);
            tryVerify(() => texts(item).includes("10.244.1.7"));
            verify(texts(item).includes("node-1"));
            compare(findChild(item, "inspectorState").text, "Running");
        }
        function test_inspectorPages() {
            const item = createTemporaryObject(inspector, root);
            tryVerify(() => item.detail.exists);
            item.show("logs");
            // Nothing is behind a recorded cluster: it says so, in the place of the lines.
            tryVerify(() => findChild(item, "logLines") !== null);
            tryVerify(() => texts(item).includes("recorded"));
            item.show("shell");
            tryVerify(() => findChild(item, "terminal") !== null);
            item.show("yaml");
            tryVerify(() => texts(item).includes("podIP: 10.244.1.7"));
        }
        function test_inspectorDelete() {
            const item = createTemporaryObject(inspector, root);
            tryVerify(() => item.detail.exists);
            asked.clear();
            mouseClick(findChild(item, "inspectorDelete"));
            compare(asked.count, 1); // the sheet is the verbs' (tst_verbs.qml)
            compare(asked.signalArguments[0][0], "delete");
            compare(asked.signalArguments[0][3], item.name);
        }
        function test_nodesHaveRows() {
            const item = createTemporaryObject(nodes, root);
            const list = findChild(item, "nodeList");
            tryCompare(list, "count", 3);
            tryVerify(() => texts(item).includes("10.240.0.12"));
            verify(texts(item).includes("10.244.3.0/24"));
        }
        function test_listsFilterMarkAndOpen() {
            const item = createTemporaryObject(lists, root);
            tryVerify(() => item.table.synced && item.table.total > 5);
            const list = findChild(item, "table");
            const all = item.table.total;
            const filter = findChild(item, "listFilter");
            filter.text = "web-";
            tryVerify(() => item.table.count > 0 && item.table.count < all);
            verify(findChild(item, "listCount").text.includes(String(all)));
            const shown = item.table.count;
            // by keyboard: down, mark, open
            list.forceActiveFocus();
            keyClick(Qt.Key_Down);
            compare(list.currentIndex, 0);
            keyClick(Qt.Key_Space);
            compare(item.table.marked, 1);
            opened.target = item;
            opened.clear();
            keyClick(Qt.Key_Return);
            compare(opened.count, 1);
            compare(opened.signalArguments[0][0], "Pod");
            verify(opened.signalArguments[0][2].startsWith("web-"));
            keyClick(Qt.Key_A, Qt.ControlModifier);
            compare(item.table.marked, shown);
            keyClick(Qt.Key_End);
            compare(list.currentIndex, shown - 1);
            // by mouse: another kind
            filter.text = "";
            const kinds = findChild(item, "kinds");
            findChild(item, "findKind").text = "service";
            tryVerify(() => kinds.count > 0);
            tryVerify(() => kinds.itemAtIndex(0) !== null);
            mouseClick(kinds.itemAtIndex(0), 20, kinds.itemAtIndex(0).height - 8);
            compare(item.kind, "Service");
            tryVerify(() => item.table.synced && item.table.marked === 0);
            tryVerify(() => texts(list).includes("web"));
        }
    }
}
