// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Theme
import Orrery.Views.Find
import Orrery.Views.Settings

Item {
    id: root
    width: 1200
    height: 800

    readonly property var cluster: session // from tst_views.cpp
    readonly property var offered: [
        { id: "deploy", title: "Deploy", section: "Do", symbol: "deploy", words: "create run", enabled: true },
        { id: "drain", title: "Drain", detail: "You may not", section: "Do", symbol: "drain", enabled: false }
    ]
    Component { id: find; FindSheet { session: root.cluster; commands: root.offered } }
    Component { id: shortcuts; ShortcutSheet { } }
    SignalSpy { id: spy }

    TestCase {
        name: "Find"
        when: windowShown

        function listen(target: QtObject, signalName: string): void {
            spy.target = null;
            spy.signalName = signalName;
            spy.target = target;
            spy.clear();
        }
        function type(text: string): void {
            text.split("").forEach(letter => keyClick(letter));
        }
        function opened(): FindSheet {
            const sheet = createTemporaryObject(find, root);
            sheet.start("");
            tryCompare(sheet, "opened", true);
            verify(sheet.field.activeFocus);
            return sheet;
        }
        function test_offersCommandsAtFirst() {
            const sheet = opened();
            compare(sheet.model.count, 2);
            compare(sheet.model.at(0).title, "Deploy");
            listen(sheet, "commandPicked");
            keyClick(Qt.Key_Return);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "deploy");
            tryCompare(sheet, "opened", false);
            // What was picked last comes first; nothing is held while it is closed.
            tryCompare(sheet.model, "count", 0);
            sheet.start("");
            tryCompare(sheet.model, "count", 3);
            compare(sheet.model.at(0).section !== sheet.model.at(1).section, true);
        }
        function test_whatCannotBeDoneIsNotDone() {
            const sheet = opened();
            listen(sheet, "commandPicked");
            type("drain");
            tryCompare(sheet.model, "count", 1);
            keyClick(Qt.Key_Return);
            compare(spy.count, 0);
            verify(sheet.opened);
            keyClick(Qt.Key_Escape);
            tryCompare(sheet, "visible", false);
        }
        function test_findsAPodAndGoesThere() {
            const sheet = opened();
            type("web-7d");
            tryVerify(() => sheet.model.count > 2);
            const first = sheet.model.at(0);
            compare(first.type, "object");
            compare(first.kind, "ReplicaSet"); // the shortest that begins so
            verify(first.styled.startsWith("<b>web-7d</b>"));
            listen(sheet, "objectPicked");
            keyClick(Qt.Key_Down);
            compare(sheet.list.currentIndex, 1);
            const second = sheet.model.at(1);
            compare(second.kind, "Pod");
            keyClick(Qt.Key_Return);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "Pod");
            compare(spy.signalArguments[0][2], second.name);
        }
        function test_byAddressAndByMouse() {
            const sheet = opened();
            type("10.244.1.7");
            tryVerify(() => sheet.model.count > 0 && sheet.model.at(0).type === "object");
            listen(sheet, "objectPicked");
            tryVerify(() => sheet.list.itemAtIndex(0) !== null);
            const row = sheet.list.itemAtIndex(0);
            mouseClick(row, row.width / 2, row.height - 10);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][2], "web-7d9f4c8b6-7hd2p");
        }
        function test_tabNarrowsTheWindow() {
            const sheet = opened();
            type("ns:default web");
            tryVerify(() => sheet.model.count > 1);
            for (let i = 0; i < sheet.model.count - 1; ++i)
                compare(sheet.model.at(i).ns, "default");
            compare(sheet.model.at(sheet.model.count - 1).type, "filter");
            listen(sheet, "filterPicked");
            keyClick(Qt.Key_Tab);
            compare(spy.count, 1);
            compare(spy.signalArguments[0][0], "ns:default web");
            tryCompare(sheet, "opened", false);
        }
        function test_kindsAndProblems() {
            const sheet = opened();
            type("deployments");
            tryVerify(() => sheet.model.count > 0 && sheet.model.at(0).type === "kind");
            listen(sheet, "kindPicked");
            keyClick(Qt.Key_Return);
            compare(spy.signalArguments[0][0], "Deployment");
            sheet.start("-l a=b=c");
            verify(sheet.model.notice.includes("a=b=c"));
            compare(sheet.model.count, 0);
            sheet.field.text = "zzzqqq";
            compare(sheet.model.notice, "");
            compare(sheet.model.count, 0);
            keyClick(Qt.Key_Escape);
            tryCompare(sheet, "opened", false);
        }
        function test_shortcutSheetHasThemAll() {
            const sheet = createTemporaryObject(shortcuts, root);
            sheet.open();
            tryCompare(sheet, "opened", true);
            let seen = 0;
            for (const section of Shortcuts.sections) {
                for (const shortcut of section.shortcuts) {
                    verify(findChild(sheet.contentItem, "shortcut-" + shortcut.id) !== null, shortcut.id);
                    ++seen;
                }
            }
            verify(seen > 20);
            keyClick(Qt.Key_Return); // "Close" has the focus
            tryCompare(sheet, "opened", false);
        }
    }
}
