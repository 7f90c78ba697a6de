// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/names.h"

#include <QRandomGenerator>

#include <algorithm>

namespace orrery::api {

namespace {
bool isLower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isAlphanumeric(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z');
}
} // namespace

bool isDnsLabel(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= 63 && isLower(text.front()) && isLower(text.back())
        && std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || c == '-'; });
}

bool isDnsSubdomain(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 253)
        return false;
    for (;;) { // the parts may be longer than 63, as in Kubernetes' own check
        const qsizetype dot = text.indexOf('.');
        const QByteArrayView part = dot < 0 ? text : text.first(dot);
        if (part.isEmpty() || !isLower(part.front()) || !isLower(part.back())
            || !std::all_of(part.begin(), part.end(), [](char c) { return isLower(c) || c == '-'; }))
            return false;
        if (dot < 0)
            return true;
        text = text.sliced(dot + 1);
    }
}

bool isQualifiedName(QByteArrayView text)
{
    const qsizetype slash = text.indexOf('/');
    if (slash >= 0) {
        if (!isDnsSubdomain(text.first(slash)))
            return false;
        text = text.sliced(slash + 1);
    }
    return !text.isEmpty() && isLabelValue(text);
}

bool isLabelValue(QByteArrayView text)
{
    if (text.isEmpty())
        return true;
    return text.size() <= 63 && isAlphanumeric(text.front()) && isAlphanumeric(text.back())
        && std::all_of(text.begin(), text.end(),
                       [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

QByteArray nameSuffix()
{
    static constexpr QByteArrayView alphabet = "bcdfghjklmnpqrstvwxz2456789";
    QByteArray out(5, '\0');
    for (char &c : out)
        c = alphabet[QRandomGenerator::global()->bounded(int(alphabet.size()))];
    return out;
}

} // namespace orrery::api
