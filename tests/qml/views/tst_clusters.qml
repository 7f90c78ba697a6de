// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene
import Orrery.Clusters
import Orrery.Views.Clusters
import Orrery.Views.Firstrun

// `clusters`: alpha and beta, made but not running; the context far. The tests go from one state to the next, in their order.
Item {
    id: root
    width: 1200
    height: 900

    Component { id: pageComponent; ClustersPage { anchors.fill: parent; clusters: root.all } }
    Component { id: firstComponent; FirstRunPage { anchors.fill: parent; clusters: root.all } }
    Component { id: stripComponent; TabStrip { width: 900; clusters: root.all } }
    Component { id: bannerComponent; LostBanner { width: 800 } }
    Component { id: spyComponent; SignalSpy { } }
    readonly property Clusters all: clusters

    TestCase {
        name: "Clusters"
        when: windowShown

        function entry(name: string): var {
            return root.all.known.find(known => known.name === name);
        }
        function init() {
            tryVerify(() => root.all.complete);
        }
        function test_1_list() {
            const page = createTemporaryObject(pageComponent, root);
            tryVerify(() => page.rows.length === 5); // two headers
            compare(page.rows[0].header, "On this computer");
            compare(page.rows[1].name, "alpha");
            verify(page.rows[4].insecure);
            const list = findChild(page, "clusterList");
            list.forceActiveFocus();
            compare(list.currentIndex, 1);
        }
        function test_2_rename() {
            const page = createTemporaryObject(pageComponent, root);
            const list = findChild(page, "clusterList");
            tryVerify(() => list.count === 5);
            list.currentIndex = 2;
            list.forceActiveFocus();
            keyClick(Qt.Key_F2);
            const field = findChild(page, "clusterName") || findChild(root.Window.window, "clusterName");
            tryVerify(() => field.activeFocus);
            compare(field.text, "beta");
            field.text = "alpha";
            const accept = findChild(root.Window.window, "nameAccept");
            verify(!accept.enabled); // there is one
            field.text = "gamma";
            keyClick(Qt.Key_Return);
            tryVerify(() => entry("gamma") !== undefined);
        }
        function test_3_openAndTabs() {
            const page = createTemporaryObject(pageComponent, root);
            const strip = createTemporaryObject(stripComponent, root);
            const list = findChild(page, "clusterList");
            tryVerify(() => list.count === 5);
            list.forceActiveFocus();
            list.currentIndex = 1;
            keyClick(Qt.Key_Return);
            compare(root.all.count, 1);
            compare(root.all.currentTab.state, ClusterTab.Starting);
            tryCompare(root.all.currentTab, "step", "Making keys");
            root.all.open(entry("gamma").id);
            compare(root.all.count, 2);
            const first = () => findChild(strip, "tab-0");
            tryVerify(() => first() !== null);
            verify(first().Accessible.name.startsWith("alpha, "));
            mouseClick(first());
            const spy = createTemporaryObject(spyComponent, root, { target: strip, signalName: "moved" });
            first().forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Right, Qt.ShiftModifier);
            compare(spy.count, 1);
            root.all.move(0, 1);
            compare(root.all.tabs.rowCount(), 2);
            tryVerify(() => first().Accessible.name.startsWith("gamma, "));
            root.all.close(0);
            root.all.close(0);
            compare(root.all.count, 0);
            compare(root.all.hostedCount, 2); // they go on
            tryVerify(() => entry("alpha").here);
        }
        function test_4_stopAndDelete() {
            const page = createTemporaryObject(pageComponent, root);
            tryVerify(() => findChild(page, "stop-alpha") !== null);
            mouseClick(findChild(page, "stop-alpha"));
            tryCompare(root.all, "hostedCount", 1);
            root.all.remove(entry("gamma").id);
            tryCompare(root.all, "hostedCount", 0);
            tryVerify(() => entry("gamma") === undefined);
            tryVerify(() => entry("alpha") !== undefined);
        }
        function test_5_firstRun() {
            const page = createTemporaryObject(firstComponent, root);
            tryVerify(() => root.all.host.length === 3);
            const machines = findChild(page, "choiceMachines"), hollow = findChild(page, "choiceHollow");
            verify(!machines.enabled); // no QEMU
            tryVerify(() => hollow.primary);
            verify(machines.caution.length > 0);
            const spy = createTemporaryObject(spyComponent, root, { target: page, signalName: "skipped" });
            page.forceActiveFocus();
            keyClick(Qt.Key_Escape);
            compare(spy.count, 1);
            hollow.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Return);
            compare(root.all.count, 1);
            compare(root.all.currentTab.name, "default");
            root.all.close(0);
        }
        function test_6_lost() {
            const banner = createTemporaryObject(bannerComponent, root);
            verify(!banner.visible);
            banner.reason = "refused";
            banner.since = new Date();
            banner.nextTry = new Date(Date.now() + 8000);
            verify(banner.visible);
            verify(banner.seconds > 5);
            const spy = createTemporaryObject(spyComponent, root, { target: banner, signalName: "retryRequested" });
            mouseClick(findChild(banner, "tryNow"));
            compare(spy.count, 1);
        }
    }
}
