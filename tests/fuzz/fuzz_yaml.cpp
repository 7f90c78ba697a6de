// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/yaml.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    QList<QByteArray> duplicates;
    const auto documents = parseYaml(input, {}, &duplicates);
    if (!documents)
        return;
    for (const YamlDocument &document : *documents) {
        check(bool(parseJson(toJson(document.value), {400, 1 << 30})));
        const auto again = parseYaml(toYaml(document.value), {200, 1 << 30, 10});
        check(bool(again) && again->size() == 1 && again->first().value == document.value);
    }
}
