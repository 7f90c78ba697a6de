// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Graph
import Orrery.Scene
import Orrery.Theme
import Orrery.Views.Map

// The map's page: what lies over the drawing, and what it asks for.
Item {
    id: root
    width: 1500
    height: 800

    readonly property var cluster: session // from tst_views.cpp
    GraphModel { id: model; session: root.cluster }
    Component {
        id: page
        MapPage { width: 1400; height: 780; graph: model }
    }
    Component {
        id: bar
        TopBar { width: 1000; clusterName: "classroom" }
    }
    Item { // as the palette's tiles are dragged
        id: tile
        width: 40
        height: 40
        Drag.active: dragged.drag.active
        Drag.keys: ["application/x-orrery-template"]
        Drag.hotSpot: Qt.point(20, 20)
        property string template: "job"
        MouseArea {
            id: dragged
            anchors.fill: parent
            drag.target: tile
            onReleased: tile.Drag.drop()
        }
    }
    SignalSpy { id: spy }

    TestCase {
        name: "Map"
        when: windowShown

        function open(): var {
            Preferences.reducedMotion = true;
            const item = createTemporaryObject(page, root);
            tryVerify(() => item.map.pods.rowCount() > 20);
            return item;
        }
        function listen(target: var, name: string): void {
            spy.target = null;
            spy.signalName = name;
            spy.target = target;
            spy.clear();
        }
        function test_miniMapOnlyWhenNeeded() {
            const item = open();
            const corner = findChild(item, "whereAmI");
            verify(!corner.visible);
            item.map.zoomBy(3);
            verify(corner.visible);
            const mini = findChild(corner, "miniMap");
            tryVerify(() => mini.scaling > 0);
            const before = item.map.viewport.x;
            mouseClick(mini, 4, mini.height / 2); // look at the left edge
            verify(item.map.viewport.x < before);
            const there = item.map.viewport.x;
            mouseDrag(mini, mini.width / 2, mini.height / 2, mini.width / 3, 0);
            verify(item.map.viewport.x > there);
            item.map.fit();
            verify(!corner.visible);
        }
        function test_breadcrumbGoesThere() {
            const item = createTemporaryObject(bar, root, { trail: [{ id: "node/node-2", title: "node-2", here: true }, { id: "pod/default/web", title: "web-7d9f4c8b6-x2x9k-with-a-very-long-name-indeed", here: false }] });
            listen(item, "crumbPicked");
            mouseClick(findChild(item, "crumb1"));
            compare(spy.signalArguments[0][0], "node/node-2");
            findChild(item, "crumb0").forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Return);
            compare(spy.signalArguments[1][0], "");
            // Every crumb gives way; none leaves the bar or runs into what is at the right.
            item.width = 900;
            const last = findChild(item, "crumb2");
            verify(last.contentItem.truncated);
            verify(last.mapToItem(item, last.width, 0).x < findChild(item, "find").mapToItem(item, 0, 0).x);
        }
        function test_cardOfWhatIsUnderThePointer() {
            const item = open();
            const card = findChild(item, "thingCard");
            const at = item.map.podCenter("api-58c6b9d7f4-j5c8n");
            mouseMove(item.map, at.x - 1, at.y);
            mouseMove(item.map, at.x, at.y);
            tryVerify(() => card.visible);
            compare(card.facts.name, "api-58c6b9d7f4-j5c8n");
            verify(card.lines.some(line => line[1].startsWith("10.244.")));
            mouseMove(item.map, 700, 235);
            verify(!card.visible);
        }
        function test_menuIsAskedFor() {
            const item = open();
            listen(item, "menuRequested");
            const at = item.map.podCenter("api-58c6b9d7f4-j5c8n");
            mouseClick(item.map, at.x, at.y, Qt.RightButton);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "Pod");
            compare(spy.signalArguments[0][2], "api-58c6b9d7f4-j5c8n");
        }
        function test_dropOntoANode() {
            const item = open();
            listen(item, "dropped");
            tile.z = 10;
            tile.x = 1420;
            tile.y = 700;
            const at = item.map.podCenter("api-58c6b9d7f4-j5c8n");
            const node = item.map.facts("pod/default/api-58c6b9d7f4-j5c8n").node;
            mousePress(tile, 20, 20);
            mouseMove(root, 1429, 720, -1, Qt.LeftButton);
            mouseMove(root, at.x, at.y, -1, Qt.LeftButton);
            const drop = findChild(item, "mapDrop");
            tryVerify(() => drop.containsDrag); // told with the next frame
            tryCompare(drop, "node", node);
            mouseRelease(root, at.x, at.y);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "job");
            compare(spy.signalArguments[0][1], node);
        }
        function test_scaleByKeys() {
            const item = open();
            listen(item, "scaleRequested");
            const row = findChild(item, "workload-default/web");
            row.forceActiveFocus();
            keyClick(Qt.Key_Plus);
            keyClick(Qt.Key_Minus);
            compare(spy.count, 2);
            compare(spy.signalArguments[0][0], "default");
            compare(spy.signalArguments[0][1], "web");
            compare(spy.signalArguments[0][2], 1);
            compare(spy.signalArguments[1][2], -1);
            mouseWheel(row, 5, 5, 0, 120); // it has the keyboard: the wheel is meant for it
            compare(spy.count, 3);
            compare(item.map.zoom, 1);
        }
        function test_lostIsSaidAndDimmed() {
            const item = open();
            item.lostReason = "connection refused";
            compare(item.map.opacity, Theme.dimmed);
            item.lostReason = "";
            compare(item.map.opacity, 1);
        }
    }
}
