// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/schema.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    const auto document = parseJson(input);
    if (!document)
        return;
    const Schema &schema = Schema::builtin();
    const Schema::Type *type = schema.type((*document)["apiVersion"].text(), (*document)["kind"].text());
    if (!type)
        type = schema.type("v1", "Pod");
    Schema::Report report;
    const auto decoded = schema.decode(*type, *document, &report);
    if (!decoded)
        return;
    Schema::Report none;
    const auto again = schema.decode(*type, *decoded, &none);
    check(bool(again) && again->identical(*decoded) && none.unknown.isEmpty()); // what was read once is right
    const Value filled = schema.withDefaults(*type, *decoded);
    check(schema.withDefaults(*type, filled).identical(filled));
    check(bool(schema.decode(*type, filled)));
}
