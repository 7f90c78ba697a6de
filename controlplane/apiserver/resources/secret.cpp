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

/// What each of Kubernetes' types must hold.
void validateType(FieldErrors &errors, const Value &document)
{
    const QByteArray type = document["type"].bytes();
    const Value &data = document["data"];
    const Path path("data");
    const auto require = [&](const char *key, bool mayBeEmpty) {
        if (!data.contains(key) || (!mayBeEmpty && data[key].text().isEmpty()))
            errors.required(path.key(key));
    };
    const auto requireJson = [&](const char *key) {
        if (!data.contains(key)) {
            errors.required(path.key(key));
            return;
        }
        if (const auto parsed = parseJson(QByteArray::fromBase64(data[key].bytes())); !parsed || !parsed->isObject())
            errors.invalid(path.key(key), "<secret contents redacted>",
                           parsed ? QByteArray("must be a JSON object") : parsed.error().message);
    };
    if (type == "kubernetes.io/service-account-token") {
        constexpr auto account = "kubernetes.io/service-account.name";
        if (document["metadata"]["annotations"][account].text().isEmpty())
            errors.required(Path("metadata.annotations").key(account));
    } else if (type == "kubernetes.io/dockercfg") {
        requireJson(".dockercfg");
    } else if (type == "kubernetes.io/dockerconfigjson") {
        requireJson(".dockerconfigjson");
    } else if (type == "kubernetes.io/basic-auth") {
        if (data.contains("username") || data.contains("password"))
            return;
        require("username", true);
        require("password", true);
    } else if (type == "kubernetes.io/ssh-auth") {
        require("ssh-privatekey", false);
    } else if (type == "kubernetes.io/tls") {
        require("tls.crt", true);
        require("tls.key", true);
    }
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
    validateType(errors, document);
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
