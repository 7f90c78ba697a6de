// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtTest
import Orrery.Theme
import Orrery.Views.Settings

Item {
    id: root
    width: 1200
    height: 800

    Component { id: settings; SettingsView { width: 1100; height: 700 } }

    TestCase {
        name: "Settings"
        when: windowShown

        function cleanup(): void {
            Preferences.reset();
            Preferences.theme = "dark";
            Shortcuts.resetAll();
        }
        function press(item: Item): void {
            verify(item !== null);
            item.forceActiveFocus(Qt.TabFocusReason);
            keyClick(Qt.Key_Return);
        }
        function test_everythingWorksAtOnce() {
            const item = createTemporaryObject(settings, root);
            const theme = findChild(item, "themeChoice");
            verify(Theme.dark);
            waitForRendering(item); // a column lays out before the next frame
            mouseClick(theme, theme.width - 20, theme.height / 2);
            compare(Preferences.theme, "light");
            verify(!Theme.dark);
            const size = findChild(item, "typeSize");
            const before = Theme.body.pixelSize;
            size.forceActiveFocus();
            for (let i = 0; i < 10; ++i)
                keyClick(Qt.Key_Up);
            compare(Preferences.typeSize, 150);
            verify(Theme.body.pixelSize > before * 1.4);
            const motion = findChild(item, "reducedMotion");
            motion.forceActiveFocus();
            keyClick(Qt.Key_Space);
            verify(Preferences.reducedMotion);
            compare(Theme.normal, 0);
            const secrets = findChild(item, "hideSecrets");
            secrets.forceActiveFocus();
            keyClick(Qt.Key_Space);
            verify(Theme.hidesSecrets);
            const closing = findChild(item, "closing");
            closing.step(1); // as the arrow does
            keyClick(Qt.Key_Right);
            compare(Preferences.closing, "stop");
            keyClick(Qt.Key_Left);
            compare(Preferences.closing, "keep");
        }
        function test_theKeyboardIsFollowed() {
            const item = createTemporaryObject(settings, root);
            const last = findChild(item, "resetAll");
            last.forceActiveFocus(Qt.TabFocusReason);
            tryVerify(() => {
                const y = last.mapToItem(item, 0, 0).y;
                return y >= 0 && y + last.height <= item.height;
            });
        }
        function test_aShortcutGetsOtherKeys() {
            const item = createTemporaryObject(settings, root);
            tryVerify(() => findChild(item, "keys-logs") !== null);
            press(findChild(item, "keys-logs"));
            keyClick(Qt.Key_J, Qt.ControlModifier);
            compare(Shortcuts.keys.logs, "Ctrl+J");
            tryVerify(() => findChild(item, "keys-logs").text === Shortcuts.labels.logs);
            // One that another has is refused, and says whose it is.
            press(findChild(item, "keys-shell"));
            keyClick(Qt.Key_K, Qt.ControlModifier);
            compare(Shortcuts.keys.shell, "S");
            tryVerify(() => findChild(item, "keys-shell").parent.parent.parent.error.includes("Find anything"));
            // Esc leaves it, Backspace takes it away, the arrow puts it back.
            press(findChild(item, "keys-shell"));
            keyClick(Qt.Key_Escape);
            compare(Shortcuts.keys.shell, "S");
            press(findChild(item, "keys-shell"));
            keyClick(Qt.Key_Backspace);
            compare(Shortcuts.keys.shell, "");
            tryVerify(() => findChild(item, "reset-shell").visible);
            press(findChild(item, "reset-shell"));
            compare(Shortcuts.keys.shell, "S");
            press(findChild(item, "resetShortcuts"));
            compare(Shortcuts.keys.logs, "L");
        }
    }
}
