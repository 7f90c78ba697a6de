// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// stringData is for writing only: it becomes data.
void defaults(Value &document)
{
    setDefault(document, "type", "Opaque");
    const Value &plain = document["stringData"];
    if (plain.isNull())
        return;
    Value data = document["data"];
    for (const Member &member : plain.members())
        data = data.with(member.key(), member.value.bytes().toBase64());
    document = document.without("stringData");
    if (!data.isNull())
        document = document.with("data", data);
}

void validate(FieldErrors &errors, const Value &document)
{
    static constexpr qsizetype limit = 1024 * 1024;
    qsizetype total = 0;
    for (const Member &member : document["data"].members()) {
        if (const QByteArray problem = configKeyProblem(member.key()); !problem.isEmpty())
            errors.invalid(Path("data").key(member.key()), member.name, problem);
        total += member.value.text().size() * 3 / 4;
    }
    if (total > limit)
        errors.tooLong("data", limit);
    const std::pair<const char *, QList<QByteArray>> required[] = {
        {"kubernetes.io/dockercfg", {".dockercfg"}},
        {"kubernetes.io/dockerconfigjson", {".dockerconfigjson"}},
        {"kubernetes.io/ssh-auth", {"ssh-privatekey"}},
        {"kubernetes.io/tls", {"tls.crt", "tls.key"}},
    };
    for (const auto &[type, keys] : required) {
        if (document["type"].text() != type)
            continue;
        for (const QByteArray &key : keys) {
            if (!document["data"].contains(key))
                errors.required(Path("data").key(key));
        }
    }
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "type", document["type"], old["type"]);
    if (!old["immutable"].boolean())
        return;
    if (!document["immutable"].boolean())
        errors.forbidden("immutable", "field is immutable when `immutable` is set");
    if (!(document["data"] == old["data"]))
        errors.forbidden("data", "field is immutable when `immutable` is set");
}

} // namespace

Resource secret()
{
    Resource resource;
    resource.gvr = {"", "v1", "secrets"};
    resource.kind = "Secret";
    resource.selectableFields = {"type"};
    resource.columns = {
        {"Type", "string", 0, [](const Object &object, qint64) { return object["type"]; }},
        {"Data", "string", 0, [](const Object &object, qint64) { return Value(qint64(object["data"].size())); }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
