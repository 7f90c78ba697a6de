#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-only
"""Every text asks for its translation by the name under which lupdate has put it down: a QML file's name, the context of an explicit
translate(). One that does not stays English without a word."""
import os, pathlib, re, sys, xml.etree.ElementTree as xml

source = pathlib.Path(os.environ["ORRERY_SOURCE_DIR"])
TEXT = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
kept = {(context.findtext("name"), message.findtext("source"))
        for context in xml.parse(source / "resources/i18n/orrery_zh_TW.ts").getroot().iter("context") for message in context.iter("message")}
asked = []


def ask(path, context, literals):
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"').replace("\\n", "\n")
    asked.append((path.relative_to(source), context, text))


for path in source.glob("qml/**/*.qml"):
    for call in re.finditer(r"qsTr\(" + TEXT, path.read_text()):
        ask(path, path.stem, call[1])
for path in [*source.glob("app/**/*.cpp"), *source.glob("qml/**/*.cpp")]:
    code = path.read_text()
    for call in re.finditer(r'(?:translate|QT_TRANSLATE_NOOP)\(\s*"([^"]+)",\s*' + TEXT, code):
        ask(path, call[1], call[2])
    # A tr() of the file's own says by which name it asks.
    own = re.search(r'QString tr\(const char \*text\)\s*\{\s*return QCoreApplication::translate\("([^"]+)", text\)', code)
    for call in re.finditer(r"(?<![\w:])tr\(" + TEXT + r"[,)]", code) if own else []:
        ask(path, own[1], call[1])

lost = [one for one in asked if one[1:] not in kept]
for path, context, text in lost:
    print(f"{path}: “{text}” is not in the context {context}")
print(f"{len(asked)} texts, {len(lost)} lost")
sys.exit(1 if lost or len(asked) < 300 else 0)
