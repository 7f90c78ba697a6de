// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Views.Addresses

Item {
    id: root
    width: 1200
    height: 900

    readonly property var cluster: session // from tst_views.cpp
    Component {
        id: addresses
        AddressesView { width: 1150; height: 800; session: root.cluster }
    }
    SignalSpy { id: picked; signalName: "selected" }

    TestCase {
        name: "Addresses"
        when: windowShown

        function show(): Item {
            const view = createTemporaryObject(addresses, root);
            tryVerify(() => view.board.loaded && view.board.count >= 5);
            picked.target = view;
            picked.clear();
            return view;
        }
        // The card of that title: [its index, the item].
        function card(view: Item, title: string): Item {
            const grid = findChild(view, "addressGrid");
            for (let i = 0; i < grid.count; ++i) {
                view.goTo(i, 0);
                tryVerify(() => view.card !== null);
                if (view.card.title === title)
                    return view.card;
            }
            return null;
        }

        function test_countsAndRanges() {
            const view = show();
            verify(findChild(view, "addressSummary").text.startsWith("23 of 759"));
            const node = card(view, "node-1");
            compare(node.range, "10.244.1.0/24");
            compare(node.countText, "8 of 253 taken");
            verify(!node.full);
            compare(node.cells, 256);
        }
        function test_findsAnAddress() {
            const view = show();
            const search = findChild(view, "findAddress");
            search.text = "10.244.1.7";
            verify(findChild(view, "addressAnswer").text.includes("web-7d9f4c8b6-7hd2p"));
            compare(view.card.title, "node-1");
            compare(view.cell, 7);
            search.text = "9.9.9.9";
            verify(findChild(view, "addressAnswer").text.includes("none of these ranges"));
        }
        function test_clickSelectsTheHolder() {
            const view = show();
            const node = card(view, "node-1");
            const cells = findChild(node, "addressCells");
            const at = cells.cellRect(7);
            mouseMove(cells, at.x + at.width / 2, at.y + at.height / 2);
            tryVerify(() => node.here.text.includes("web-7d9f4c8b6-7hd2p"));
            mouseClick(cells, at.x + at.width / 2, at.y + at.height / 2);
            compare(picked.count, 1);
            compare(picked.signalArguments[0][0], "Pod");
            compare(picked.signalArguments[0][1], "default");
            compare(picked.signalArguments[0][2], "web-7d9f4c8b6-7hd2p");
            const free = cells.cellRect(200);
            mouseClick(cells, free.x + free.width / 2, free.y + free.height / 2);
            compare(picked.count, 1); // nobody is there
        }
        function test_keyboard() {
            const view = show();
            const node = card(view, "node-1");
            findChild(view, "addressGrid").forceActiveFocus();
            for (let i = 0; i < 7; ++i)
                keyClick(Qt.Key_Right);
            compare(view.cell, 7);
            verify(findChild(node, "addressCells").Accessible.name.includes("10.244.1.7"));
            keyClick(Qt.Key_Return);
            compare(picked.count, 1);
            keyClick(Qt.Key_Down);
            compare(view.cell, 7 + node.columns);
            const block = view.block;
            keyClick(Qt.Key_PageDown);
            compare(view.block, block + 1);
            keyClick(Qt.Key_Left); // from its first cell to the last of the one before
            compare(view.block, block);
            compare(view.cell, 255);
        }
        function test_marksWhatIsSelectedElsewhere() {
            const view = show();
            view.selectedKind = "Pod";
            view.selectedNs = "default";
            view.selectedName = "web-7d9f4c8b6-7hd2p";
            const where = view.board.whereSelected();
            view.goTo(where.block, where.cell);
            compare(view.card.title, "node-1");
            compare(where.cell, 7);
        }
    }
}
