// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Theme
import Orrery.Controls
import Orrery.Scene

Item {
    id: root
    width: 900
    height: 600

    SignalSpy { id: spy }
    Component { id: button; Button { text: "Deploy" } }
    Component { id: iconButton; IconButton { text: "Close"; symbol: "cross" } }
    Component { id: number; NumberField { from: 0; to: 5; value: 4 } }
    Component { id: field; SearchField { placeholderText: "Find" } }
    Component { id: suggest; SuggestField { suggestions: ["node-1", "node-2"] } }
    Component { id: outcomes; Outcomes { width: 400; failures: 1; results: [{ kind: "Pod", name: "a", ok: true, message: "created" }, { kind: "Pod", name: "b", ok: false, message: "refused" }] } }
    Component { id: code; CodeView { width: 400; height: 300 } }
    Component { id: toggle; Switch { text: "On" } }
    Component { id: combo; ComboBox { model: ["ClusterIP", "NodePort"] } }
    Component { id: tabs; Tabs { Tab { text: "Facts" } Tab { text: "Logs" } } }
    Component { id: toast; Toast { width: 600 } }
    Component { id: steps; ProgressSteps { steps: [{ title: "a", state: "done" }, { title: "b", state: "now" }, { title: "c", state: "todo" }] } }
    Component { id: segmented; Segmented { options: ["a", "b"] } }
    Component { id: sheet; Sheet { title: "Sheet"; Label { text: "body" } } }
    Component { id: bar; TransportBar { width: 900; stageNames: ["Request", "Stored", "Running"]; stage: 1; sentence: "web goes to node-2" } }
    Component { id: light; Pointer { width: 600; height: 400; light: "dot" } }
    Component {
        id: inside
        PodInside {
            width: 160
            symbol: "pod"
            hue: Theme.accent
            containers: [{ name: "web", image: "demo:1", state: "waiting", reason: "ContainerCreating", restarts: 0 }]
            news: Component { Label { objectName: "news"; text: "Pulling image" } }
        }
    }
    Component { id: yamlText; CodeView { width: 400; height: 200 } }
    Component { id: top; TopBar { width: 900; clusterName: "classroom"; nodes: 3; pods: 24; services: 2 } }

    TestCase {
        name: "Controls"
        when: windowShown

        function listen(target: QtObject, signalName: string): void {
            spy.target = null;
            spy.signalName = signalName;
            spy.target = target;
            spy.clear();
        }

        function test_buttonByMouseAndKeys() {
            const item = createTemporaryObject(button, root);
            listen(item, "clicked");
            mouseClick(item);
            compare(spy.count, 1);
            root.forceActiveFocus();
            item.forceActiveFocus(Qt.TabFocusReason);
            verify(item.visualFocus);
            keyClick(Qt.Key_Space);
            compare(spy.count, 2);
            keyClick(Qt.Key_Return);
            compare(spy.count, 3);
            item.enabled = false;
            mouseClick(item);
            compare(spy.count, 3);
        }
        function test_suggestionsByKeys() {
            const item = createTemporaryObject(suggest, root);
            listen(item, "picked");
            item.forceActiveFocus();
            keyClick(Qt.Key_X);
            compare(item.text, "x");
            keyClick(Qt.Key_Down);
            tryVerify(() => item.listed);
            keyClick(Qt.Key_Down);
            keyClick(Qt.Key_Return);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "node-2");
            tryVerify(() => !item.listed);
            verify(item.activeFocus);
        }
        function test_outcomesCanBeRetried() {
            const item = createTemporaryObject(outcomes, root);
            listen(item, "retried");
            mouseClick(findChild(item, "retry"));
            compare(spy.count, 1);
            item.failures = 0;
            verify(!findChild(item, "retry").visible);
            item.results = Array.from({ length: 1000 }, (_, i) => ({ kind: "Pod", name: "p" + i, ok: i !== 500, message: "created" }));
            verify(item.children.length < 10); // of very many, only what failed
        }
        function test_codeKeepsItsPlace() {
            const item = createTemporaryObject(code, root);
            listen(item, "edited");
            item.load("a: 1\nb: 2\nc: 3\n");
            item.area.forceActiveFocus();
            item.area.cursorPosition = 10;
            item.load("a: 100\nb: 2\nc: 3\n"); // written elsewhere, before the cursor
            compare(item.text, "a: 100\nb: 2\nc: 3\n");
            compare(item.area.cursorPosition, 12);
            compare(spy.count, 0);
            item.area.undo();
            compare(item.text, "a: 1\nb: 2\nc: 3\n");
            verify(spy.count > 0); // which a person did
            item.area.undo();
            compare(item.text, "a: 1\nb: 2\nc: 3\n"); // the first text is nothing to undo
        }
        function test_accessibleNames() {
            compare(createTemporaryObject(button, root).Accessible.name, "Deploy");
            const icon = createTemporaryObject(iconButton, root);
            compare(icon.Accessible.name, "Close");
            compare(icon.Accessible.role, Accessible.Button);
        }
        function test_pressActionOfAScreenReader() {
            const item = createTemporaryObject(button, root);
            listen(item, "clicked");
            item.Accessible.pressAction();
            compare(spy.count, 1);
        }
        function test_numberStaysInItsBounds() {
            const item = createTemporaryObject(number, root);
            item.forceActiveFocus();
            keyClick(Qt.Key_Up);
            keyClick(Qt.Key_Up);
            keyClick(Qt.Key_Up);
            compare(item.value, 5);
        }
        function test_searchClears() {
            const item = createTemporaryObject(field, root);
            item.forceActiveFocus();
            keyClick(Qt.Key_A);
            compare(item.text, "a");
            keyClick(Qt.Key_Escape);
            compare(item.text, "");
        }
        function test_switchAndCombo() {
            const item = createTemporaryObject(toggle, root);
            mouseClick(item);
            verify(item.checked);
            const choice = createTemporaryObject(combo, root);
            choice.forceActiveFocus();
            keyClick(Qt.Key_Down);
            compare(choice.currentIndex, 1);
            compare(choice.displayText, "NodePort");
        }
        function test_tabs() {
            const item = createTemporaryObject(tabs, root, { width: 300 });
            compare(item.currentIndex, 0);
            mouseClick(item.itemAt(1));
            compare(item.currentIndex, 1);
        }
        function test_toastTells() {
            const item = createTemporaryObject(toast, root);
            compare(item.implicitHeight, 0);
            item.fail("it went wrong");
            tryVerify(() => item.implicitHeight > 0);
        }
        function test_stepsSayWhereTheyAre() {
            const item = createTemporaryObject(steps, root);
            compare(item.children.length, 4); // three and the repeater
            compare(item.children[1].Accessible.name, "b: now");
        }
        function test_segmented() {
            const item = createTemporaryObject(segmented, root);
            listen(item, "picked");
            mouseClick(item, item.width * 0.75, item.height / 2);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], 1);
        }
        function test_sheetOpensAndEscapes() {
            const item = createTemporaryObject(sheet, root);
            item.open();
            tryCompare(item, "opened", true);
            item.busy = true;
            keyClick(Qt.Key_Escape);
            verify(item.opened); // long work is not thrown away
            item.busy = false;
            keyClick(Qt.Key_Escape);
            tryCompare(item, "opened", false);
        }
        function test_transportBar() {
            const item = createTemporaryObject(bar, root);
            listen(item, "pauseToggled");
            mouseClick(findChild(item, "pause"));
            compare(spy.count, 1);
            listen(item, "stepped");
            mouseClick(findChild(item, "step"));
            compare(spy.count, 1);
            listen(item, "speedPicked");
            const speed = findChild(item, "speed");
            mouseClick(speed, speed.width * 0.16, speed.height / 2);
            compare(spy.signalArguments[0][0], 0.25);
            compare(findChild(item, "sentence").text, "web goes to node-2");
            compare(findChild(item, "steps").steps.map(step => step.state), ["done", "now", "todo"]);
            item.stage = 2;
            compare(findChild(item, "steps").steps[2].state, "done");
        }
        function test_pointerFollowsTheMouse() {
            const item = createTemporaryObject(light, root);
            const dot = findChild(item, "pointerDot");
            mouseMove(item, 300, 200);
            tryVerify(() => dot.visible);
            fuzzyCompare(dot.x + dot.width / 2, 300, 1);
            mouseMove(item, 120, 90);
            fuzzyCompare(dot.y + dot.height / 2, 90, 1);
            const spot = findChild(item, "spotlight");
            verify(!spot.visible);
            item.light = "spot";
            verify(!dot.visible && spot.visible);
            mouseMove(item, 200, 150);
            fuzzyCompare(spot.x + spot.width / 2, 200, 1);
            const picture = grabImage(item);
            const lit = Qt.colorEqual(picture.pixel(200, 150), picture.pixel(230, 150));
            verify(lit && !Qt.colorEqual(picture.pixel(200, 150), picture.pixel(590, 390))); // around the mouse, and nowhere else
            for (const corner of [[2, 2], [598, 2], [2, 398]])
                compare(picture.pixel(corner[0], corner[1]), picture.pixel(590, 390));
            item.light = "";
            verify(!spot.visible);
        }
        function test_newsOfAPodUntilItRuns() {
            const item = createTemporaryObject(inside, root);
            verify(findChild(item, "news") !== null);
            item.containers = [Object.assign({}, item.containers[0], { state: "running" })];
            tryVerify(() => findChild(item, "news") === null);
        }
        function test_arrowsWithinSegmentsAndTabs() {
            const choices = createTemporaryObject(segmented, root);
            listen(choices, "picked");
            choices.children[0].children[0].forceActiveFocus();
            keyClick(Qt.Key_Left); // there is none
            compare(spy.count, 0);
            keyClick(Qt.Key_Right);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], 1);
            const item = createTemporaryObject(tabs, root);
            item.itemAt(0).forceActiveFocus();
            keyClick(Qt.Key_Right);
            tryCompare(item, "currentIndex", 1);
            verify(item.itemAt(1).activeFocus);
        }
        function test_aReadTextKeepsNoKey() {
            const item = createTemporaryObject(yamlText, root);
            item.load("a: 1");
            item.area.forceActiveFocus();
            keyClick(Qt.Key_Tab);
            verify(item.text.includes("  ")); // typing: an indent
            item.load("a: 1");
            item.readOnly = true;
            item.area.forceActiveFocus();
            keyClick(Qt.Key_Tab);
            compare(item.text, "a: 1");
        }
        function test_topBarSaysHowItIs() {
            const item = createTemporaryObject(top, root);
            const health = findChild(item, "health");
            compare(health.text, "Healthy");
            item.unhealthy = 2;
            verify(health.text.includes("2"));
            compare(health.level, Badge.Warn);
            item.lostReason = "refused";
            compare(health.level, Badge.Bad);
            listen(item, "findRequested");
            mouseClick(findChild(item, "find"));
            compare(spy.count, 1);
            const tag = findChild(item, "filterTag");
            verify(!tag.visible);
            item.filter = "status:failed";
            verify(tag.visible);
            compare(tag.text, "status:failed");
            listen(item, "filterCleared");
            tag.forceActiveFocus();
            keyClick(Qt.Key_Delete);
            compare(spy.count, 1);
        }
    }
}
