// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void validate(FieldErrors &errors, const Value &document)
{
    static constexpr qsizetype limit = 1024 * 1024;
    qsizetype total = 0;
    const Value &data = document["data"];
    for (const char *which : {"data", "binaryData"}) {
        for (const Member &member : document[which].members()) {
            if (const QByteArray problem = configKeyProblem(member.key()); !problem.isEmpty())
                errors.invalid(Path(which).key(member.key()), member.name, problem);
            if (&document[which] != &data && data.contains(member.key()))
                errors.invalid(Path("data").key(member.key()), member.name, "duplicate of key present in binaryData");
            total += member.value.text().size();
        }
    }
    if (total > limit)
        errors.tooLong(Path(), limit);
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    if (!old["immutable"].boolean())
        return;
    if (!document["immutable"].boolean())
        errors.forbidden("immutable", "field is immutable when `immutable` is set");
    for (const char *which : {"data", "binaryData"}) {
        if (!(document[which] == old[which]))
            errors.forbidden(which, "field is immutable when `immutable` is set");
    }
}

} // namespace

Resource configMap()
{
    Resource resource;
    resource.gvr = {"", "v1", "configmaps"};
    resource.kind = "ConfigMap";
    resource.shortNames = {"cm"};
    resource.columns = {
        {"Data", "string", 0,
         [](const Object &object, qint64) {
             return Value(qint64(object["data"].size() + object["binaryData"].size()));
         }},
    };
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
