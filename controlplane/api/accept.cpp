// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/accept.h"

#include "controlplane/api/protobuf.h"

#include <algorithm>

namespace orrery::api {

QByteArray MediaRange::parameter(QByteArrayView name) const
{
    for (const auto &[key, value] : parameters) {
        if (key == name)
            return value;
    }
    return {};
}

bool MediaRange::takes(QByteArrayView mediaType) const
{
    if (type == mediaType || type == "*/*")
        return true;
    return type.endsWith("/*") && mediaType.startsWith(QByteArrayView(type).chopped(1));
}

static QByteArray unquoted(QByteArrayView text)
{
    text = text.trimmed();
    const bool quoted = text.size() >= 2 && text.startsWith('"') && text.endsWith('"');
    return (quoted ? text.sliced(1, text.size() - 2) : text).toByteArray();
}

static MediaRange mediaRange(QByteArrayView item)
{
    MediaRange range;
    qsizetype end = item.indexOf(';');
    range.type = (end < 0 ? item : item.first(end)).trimmed().toByteArray().toLower();
    while (end >= 0) {
        item = item.sliced(end + 1);
        end = item.indexOf(';');
        const QByteArrayView part = (end < 0 ? item : item.first(end)).trimmed();
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = (equals < 0 ? part : part.first(equals)).trimmed().toByteArray().toLower();
        const QByteArray value = equals < 0 ? QByteArray() : unquoted(part.sliced(equals + 1));
        if (name == "q") {
            bool isNumber = false;
            const double weight = value.toDouble(&isNumber);
            range.weight = isNumber ? std::clamp(weight, 0.0, 1.0) : 1;
        } else if (!name.isEmpty()) {
            range.parameters.append({name, value});
        }
    }
    return range;
}

QList<MediaRange> parseAccept(QByteArrayView header)
{
    constexpr qsizetype most = 64; // more is nobody's
    QList<MediaRange> ranges;
    while (!header.isEmpty() && ranges.size() < most) {
        const qsizetype comma = header.indexOf(',');
        const QByteArrayView item = (comma < 0 ? header : header.first(comma)).trimmed();
        header = comma < 0 ? QByteArrayView() : header.sliced(comma + 1);
        if (item.isEmpty())
            continue;
        MediaRange range = mediaRange(item);
        if (range.weight > 0)
            ranges.append(std::move(range));
    }
    const auto wildcards = [](const MediaRange &range) { return range.type.count('*'); };
    std::stable_sort(ranges.begin(), ranges.end(), [&](const MediaRange &a, const MediaRange &b) {
        return a.weight != b.weight ? a.weight > b.weight : wildcards(a) < wildcards(b);
    });
    return ranges;
}

WireForm preferredForm(QByteArrayView header)
{
    if (header.trimmed().isEmpty())
        return WireForm::Json;
    for (const MediaRange &range : parseAccept(header)) {
        if (range.takes("application/json"))
            return WireForm::Json;
        if (range.takes("application/yaml"))
            return WireForm::Yaml;
        if (range.takes(protobufMediaType))
            return WireForm::Protobuf;
    }
    return WireForm::Nothing;
}

} // namespace orrery::api
