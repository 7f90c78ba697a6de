// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/patch.h"

using namespace orrery::api;

/// {"document": ..., "patch": ...}, applied in every way.
void fuzz(QByteArrayView input)
{
    const auto both = parseJson(input);
    if (!both)
        return;
    const Value &document = (*both)["document"], &patch = (*both)["patch"];
    const Value merged = mergePatch(document, patch);
    check(mergePatch(merged, patch) == merged || !patch.isObject());
    if (document.isObject() && merged.isObject())
        mergePatch(document, mergeDiff(document, merged));
    if (const auto patched = jsonPatch(document, patch))
        toJson(*patched);
    const Schema &schema = Schema::builtin();
    for (const char *kind : {"Pod", "Service", "Node"}) {
        if (const auto patched = strategicMergePatch(schema, schema.type("v1", kind), document, patch))
            toJson(*patched);
    }
}
