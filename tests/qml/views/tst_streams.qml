// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Actions
import Orrery.Models
import Orrery.Theme
import Orrery.Views.Forwards
import Orrery.Views.Inspector

// Logs, shell, ports and boot of the inspector, on the recorded cluster: nothing is behind it, and that is told.
Item {
    id: root
    width: 1200
    height: 800

    readonly property var cluster: session // from tst_views.cpp
    Actions { id: verbs; session: root.cluster }
    PortForwards { id: ports; session: root.cluster }
    Component {
        id: logs
        LogPage { width: 700; height: 500; session: root.cluster; kind: "Pod"; ns: "default"; name: "web-7d9f4c8b6-7hd2p" }
    }
    Component {
        id: shell
        ShellPage { width: 700; height: 500; focus: true; session: root.cluster; ns: "default"; pod: "web-7d9f4c8b6-7hd2p"; containers: ["web", "side"] }
    }
    Component {
        id: forwardPage
        ForwardPage { width: 340; height: 500; session: root.cluster; forwards: ports; kind: "Service"; ns: "default"; name: "web" }
    }
    Component { id: chip; ForwardsChip { forwards: ports } }
    Component {
        id: inspector
        Inspector { width: 380; height: 700; session: root.cluster; actions: verbs; forwards: ports; kind: "Pod"; ns: "default"; name: "web-7d9f4c8b6-7hd2p" }
    }

    TestCase {
        name: "Streams"
        when: windowShown

        function texts(item: Item): string {
            let all = item.text !== undefined && item.visible ? item.text + "\n" : "";
            for (let i = 0; i < item.children.length; ++i)
                all += texts(item.children[i]);
            return all;
        }
        function test_logsSayWhyThereAreNone() {
            const page = createTemporaryObject(logs, root);
            tryVerify(() => texts(page).includes("recorded"));
            compare(findChild(page, "logLines").count, 0);
            verify(!findChild(page, "logFollow").visible);
        }
        function test_logsSearchFieldTakesLetters() {
            const page = createTemporaryObject(logs, root);
            const field = findChild(page, "logSearch");
            mouseClick(field);
            verify(page.typing);
            keyClick("a");
            compare(page.log.search, "a");
            tryVerify(() => findChild(page, "logMatches").visible);
            const levels = findChild(page, "logLevels");
            levels.picked(2);
            compare(page.log.level, 2);
        }
        function test_shellSaysWhyItCannot() {
            const page = createTemporaryObject(shell, root);
            tryVerify(() => findChild(page, "shellMessage").text.includes("recorded"));
            verify(!page.stream.connected);
            compare(page.stream.container, "web");
            verify(page.stream.command.join(" ").includes("exec bash || exec sh"));
            findChild(page, "shellModes").picked(1);
            verify(page.stream.attach);
            verify(!findChild(page, "shellCommand").visible);
            findChild(page, "shellModes").picked(2);
            const image = findChild(page, "debugImage");
            verify(image.visible && image.activeFocus);
            image.text = "tools:1";
            keyClick(Qt.Key_Return);
            tryVerify(() => findChild(page, "shellMessage").text.includes("recorded"));
        }
        function test_portsAreOfferedAndForwarded() {
            const page = createTemporaryObject(forwardPage, root);
            const button = createTemporaryObject(chip, root);
            verify(!button.visible);
            tryVerify(() => findChild(page, "forward-80") !== null);
            mouseClick(findChild(page, "forward-80"));
            compare(ports.count, 1);
            verify(button.visible);
            compare(button.text, "1");
            tryVerify(() => texts(page).includes("http://127.0.0.1:"));
            mouseClick(button);
            const panel = findChild(button, "forwardsPanel");
            tryVerify(() => panel.opened);
            tryVerify(() => texts(panel.contentItem).includes("web:80"));
            keyClick(Qt.Key_Escape);
            tryVerify(() => !panel.visible);
            // one without a name, by its number
            const other = findChild(page, "forwardPort");
            mouseClick(other);
            verify(page.typing);
            "9090".split("").forEach(letter => keyClick(letter));
            keyClick(Qt.Key_Return);
            compare(ports.count, 2);
            ports.stopAll();
            tryVerify(() => !button.visible);
        }
        function test_inspectorHasPagesOfItsKind() {
            const item = createTemporaryObject(inspector, root);
            tryVerify(() => item.detail.exists);
            for (const page of ["logs", "ports", "shell"]) {
                item.show(page);
                compare(item.page, page);
                wait(0);
            }
            item.kind = "Node";
            item.ns = "";
            item.name = "node-1";
            tryVerify(() => item.detail.exists);
            verify(!item.hasPods && item.hasMachine);
            item.show("boot");
            tryVerify(() => texts(item).includes("Provisioned") || texts(item).includes("Machine"));
            verify(findChild(item, "bootConsole") !== null);
        }
    }
}
