#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# Every text of the window has its Traditional Chinese: resources/i18n/update, run on a copy, finds nothing that is new or unfinished, and every %1, %n
# of a text is in its translation, too.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/resources"
if grep -rn '#define.*QT_TR' "$ORRERY_SOURCE_DIR/app" "$ORRERY_SOURCE_DIR/qml"; then
    echo "lupdate does not look through these macros: their words would stay English" >&2
    exit 1
fi
cp -r "$ORRERY_SOURCE_DIR/app" "$ORRERY_SOURCE_DIR/qml" "$work/"
cp -r "$ORRERY_SOURCE_DIR/resources/i18n" "$work/resources/"
"$work/resources/i18n/update"
exec python3 - "$work/resources/i18n/orrery_zh_TW.ts" "$work/resources/i18n/orrery_en.ts" <<'EOF'
import re, sys, xml.etree.ElementTree as xml

wrong = count = 0
for path in sys.argv[1:]:
    for context in xml.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            count += 1
            source, translation = message.findtext("source") or "", message.find("translation")
            texts = ["".join(form.itertext()) for form in translation.iter("numerusform")] or ["".join(translation.itertext())]
            if translation.get("type") == "unfinished" or not all(text.strip() for text in texts):
                why = "is not translated"
            elif any(set(re.findall(r"%L?[0-9n]", text)) - set(re.findall(r"%L?[0-9n]", source)) for text in texts) \
                    or any(set(re.findall(r"%L?[0-9]", source)) - set(re.findall(r"%L?[0-9]", text)) for text in texts):
                why = "has other placeholders than its source"
            else:
                continue
            wrong += 1
            print(f"{path.rsplit('/', 1)[1]}: {context.findtext('name')}: “{source}” {why}")
print(f"{count} texts, {wrong} wrong")
sys.exit(1 if wrong or count < 300 else 0)
EOF
