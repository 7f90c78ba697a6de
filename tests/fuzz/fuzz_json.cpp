// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/value.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    QList<QByteArray> duplicates;
    const auto value = parseJson(input, {}, &duplicates);
    if (!value)
        return;
    const QByteArray json = toJson(*value);
    const auto again = parseJson(json, {}, &duplicates);
    check(bool(again) && *again == *value && toJson(*again) == json);
    check(bool(parseJson(toPrettyJson(*value), {200, 1 << 30})));
}
