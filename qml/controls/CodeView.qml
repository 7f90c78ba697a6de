// SPDX-License-Identifier: GPL-3.0-only
import QtQuick
import QtQuick.Templates as T
import Orrery.Theme
import Orrery.Controls

// YAML in colours with numbered lines; what is wrong is marked at its line. problems: [{line, message}]. With a completer,
// Ctrl+Space offers what could be typed.
FocusScope {
    id: root
    readonly property alias text: area.text
    property alias readOnly: area.readOnly
    property var problems: []
    readonly property alias area: area
    property var completer: null ///< (text, position) -> [{name, detail, insert, replace}]
    /// Where the pointer is, else the cursor: whose field is asked about. -1: nowhere.
    readonly property int place: pointer.hovered ? area.positionAt(pointer.point.position.x, pointer.point.position.y) : area.activeFocus ? area.cursorPosition : -1
    signal edited(text: string)
    signal givenUp()

    property string known ///< a change of colours is a change of the text to TextArea, but not to us
    property bool loading: false
    /// Shows that text; edited() is only what a person types. Only what differs is changed, so that the cursor, the place and what can be undone stay.
    function load(text: string): void {
        root.known = text;
        const before = area.text;
        if (before === text)
            return;
        if (before.length === 0 || text.length === 0) { // a beginning is nothing to undo
            area.text = text;
            return;
        }
        let front = 0, back = 0;
        const shared = Math.min(before.length, text.length);
        while (front < shared && before[front] === text[front])
            ++front;
        while (back < shared - front && before[before.length - 1 - back] === text[text.length - 1 - back])
            ++back;
        root.loading = true;
        area.remove(front, before.length - back);
        area.insert(front, text.slice(front, text.length - back));
        root.loading = false;
    }
    function copyAll(): void {
        area.selectAll();
        area.copy();
        area.deselect();
    }
    function complete(): void {
        completion.choices = root.completer ? root.completer(area.text, area.cursorPosition) : [];
        completion.visible = completion.choices.length > 0;
    }
    function accept(choice: var): void {
        completion.close();
        area.remove(area.cursorPosition - choice.replace, area.cursorPosition);
        area.insert(area.cursorPosition, choice.insert);
    }
    function showLine(line: int): void {
        const position = root.text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
        area.forceActiveFocus();
        area.cursorPosition = position;
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.well
        border.width: area.activeFocus && !root.readOnly ? Theme.line : Theme.hair
        border.color: root.problems.length > 0 ? Theme.bad : area.activeFocus && !root.readOnly ? Theme.focus : Theme.hairline
    }
    YamlHighlighter {
        textDocument: area.textDocument
        member: Theme.hue(0)
        text: Theme.text
        literal: Theme.hue(2)
        comment: Theme.text3
        problem: Theme.bad
        problems: root.problems
    }
    Flickable {
        id: flick
        anchors.fill: parent
        anchors.margins: Theme.xs
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar { }
        T.ScrollBar.horizontal: ScrollBar { }
        T.TextArea.flickable: TextArea {
            id: area
            focus: true
            code: true
            font: Theme.monoSmall
            leftPadding: numbers.width + Theme.md
            background: null
            activeFocusOnPress: !area.readOnly // or it would keep the window's shortcuts to itself
            Accessible.name: root.Accessible.name
            onTextChanged: {
                if (root.loading || area.text === root.known)
                    return;
                root.known = area.text;
                root.edited(area.text);
                if (completion.visible)
                    root.complete();
            }
            Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Space && event.modifiers === Qt.ControlModifier && root.completer !== null && !area.readOnly
            Keys.onPressed: event => {
                const asked = event.key === Qt.Key_Space && event.modifiers === Qt.ControlModifier && root.completer !== null && !area.readOnly;
                event.accepted = asked || (completion.visible && [Qt.Key_Up, Qt.Key_Down, Qt.Key_Return, Qt.Key_Enter].includes(event.key));
                if (asked)
                    root.complete();
                else if (event.accepted && event.key === Qt.Key_Up)
                    completion.step(-1);
                else if (event.accepted && event.key === Qt.Key_Down)
                    completion.step(1);
                else if (event.accepted)
                    root.accept(completion.choice);
            }
            Keys.onEscapePressed: completion.visible ? completion.close() : root.givenUp()
            Keys.onTabPressed: event => { // Esc, or Shift+Tab, leaves; a text that is only read keeps no key
                event.accepted = !area.readOnly;
                if (completion.visible)
                    root.accept(completion.choice);
                else if (event.accepted)
                    area.insert(area.cursorPosition, "  ");
            }
            onCursorPositionChanged: if (completion.visible && completion.choices.length === 0) completion.close()
            HoverHandler { id: pointer }
            Completion {
                id: completion
                x: Math.min(area.cursorRectangle.x, flick.contentX + flick.width - width - Theme.sm)
                y: area.cursorRectangle.y + area.cursorRectangle.height + (area.cursorRectangle.y - flick.contentY + height + 2 * area.cursorRectangle.height > flick.height ? -height - area.cursorRectangle.height : Theme.xxs)
                onPicked: choice => root.accept(choice)
            }
            Item { // the numbers scroll with the lines, not with the columns
                id: numbers
                x: flick.contentX
                width: metrics.advanceWidth + Theme.lg
                height: Math.max(area.height, flick.height)
                Rectangle {
                    anchors.fill: parent
                    color: Theme.well
                }
                TextMetrics {
                    id: metrics
                    font: area.font
                    text: "0".repeat(Math.max(2, String(area.lineCount).length))
                }
                Text {
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.sm
                    y: area.topPadding
                    horizontalAlignment: Text.AlignRight
                    textFormat: Text.StyledText
                    font: area.font
                    color: Theme.text3
                    lineHeightMode: Text.FixedHeight
                    lineHeight: area.lineCount > 0 ? area.contentHeight / area.lineCount : 1
                    text: {
                        const wrong = new Set(root.problems.map(problem => problem.line));
                        let out = "";
                        for (let i = 1; i <= area.lineCount; ++i)
                            out += (i > 1 ? "<br>" : "") + (wrong.has(i) ? "<font color=\"" + Theme.bad + "\"><b>" + i + "</b></font>" : i);
                        return out;
                    }
                    Accessible.ignored: true
                }
            }
        }
    }
}
