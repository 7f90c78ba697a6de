// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/documents.h"

#include "controlplane/api/yaml.h"

namespace orrery::actions {

using api::Value;

namespace {

bool isSeparator(QByteArrayView line)
{
    return line.startsWith("---") && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

} // namespace

api::Result<QList<Document>> readDocuments(const QByteArray &yaml)
{
    // The whole text first: its errors name the right lines.
    ORRERY_TRY(parsed, api::parseYaml(yaml));
    QList<Document> documents;
    // A separator can stand nowhere else in YAML than between documents, not even in a literal text.
    QList<Document> parts{{{}, {}, 1}};
    int number = 0;
    for (const QByteArray &line : yaml.split('\n')) {
        ++number;
        if (isSeparator(line) && line.trimmed() == "---")
            parts += Document{{}, {}, number + 1};
        else
            parts.last().text += line + '\n';
    }
    if (yaml.endsWith('\n'))
        parts.last().text.chop(1);
    for (Document &part : parts) {
        const auto values = api::parseYaml(part.text);
        if (!values || values->size() > 1) { // written in an unusual way: nothing of the text is kept when the form edits
            documents.clear();
            for (const api::YamlDocument &document : parsed)
                documents += Document{document.value, api::toYaml(document.value), document.line};
            return documents;
        }
        if (values->isEmpty())
            continue;
        part.value = values->constFirst().value;
        documents += part;
    }
    return documents;
}

QList<Document> withValues(const QList<Document> &documents, const QList<Value> &values)
{
    QList<Document> next;
    int line = 1;
    for (const Value &value : values) {
        const auto same = std::find_if(documents.cbegin(), documents.cend(), [&](const Document &document) { return document.value.identical(value); });
        next += Document{value, same == documents.cend() ? api::toYaml(value) : same->text, line};
        line += int(next.last().text.count('\n')) + 1;
    }
    return next;
}

QByteArray textOf(const QList<Document> &documents)
{
    QByteArray text;
    for (const Document &document : documents)
        text += (text.isEmpty() ? "" : "---\n") + document.text;
    return text;
}

} // namespace orrery::actions
