// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/definition.h"

#include "controlplane/apiserver/extensions/jsonpath.h"
#include "controlplane/apiserver/extensions/schemarules.h"

namespace orrery::extensions {

using namespace api;
using resources::eachItem;
using resources::FieldErrors;
using resources::Path;

namespace {

constexpr qsizetype maxVersions = 50;

/// What versions have in common is said once, at spec: where errors about it are found.
Path partPath(const Value &spec, qsizetype index, const char *inVersion, const char *inSpec)
{
    const Value &versions = spec["versions"];
    for (const Value &version : versions.items()) {
        if (!(version[inVersion] == versions.at(0)[inVersion]))
            return Path("spec.versions")[index] / inVersion;
    }
    return Path("spec") / inSpec;
}

bool isShared(const Path &path)
{
    return !path.text().startsWith("spec.versions");
}

void validateNames(FieldErrors &errors, const Path &path, const Value &names)
{
    for (const char *name : {"plural", "singular", "kind", "listKind"}) {
        if (names[name].text().isEmpty())
            errors.required(path / name);
    }
    for (const char *name : {"plural", "singular"})
        resources::validateText(errors, path / name, names[name], resources::label1035Problem);
    for (const char *name : {"kind", "listKind"}) {
        const QByteArray problem
            = names[name].text().isEmpty() ? QByteArray() : resources::label1035Problem(names[name].bytes().toLower());
        if (!problem.isEmpty())
            errors.invalid(path / name, names[name], "may have mixed case, but should otherwise match: " + problem);
    }
    for (const char *list : {"shortNames", "categories"}) {
        eachItem(path / list, names[list], [&errors](const Value &name, const Path &at) {
            const QByteArray problem = resources::label1035Problem(name.text());
            if (!problem.isEmpty())
                errors.invalid(at, name, problem);
        });
    }
    if (!names["kind"].text().isEmpty() && names["kind"] == names["listKind"])
        errors.invalid(path / "listKind", names["listKind"], "kind and listKind may not be the same");
}

void validateColumns(FieldErrors &errors, const Path &path, const Value &columns)
{
    static const QList<QByteArray> types{"boolean", "date", "integer", "number", "string"};
    static const QList<QByteArray> formats{"byte",  "date",  "date-time", "double",
                                           "float", "int32", "int64",     "password"};
    eachItem(path, columns, [&errors](const Value &column, const Path &at) {
        if (column["name"].text().isEmpty())
            errors.required(at / "name");
        if (column["type"].text().isEmpty())
            errors.required(at / "type", "must be one of " + types.join(','));
        else if (!types.contains(column["type"].text()))
            errors.invalid(at / "type", column["type"], "must be one of " + types.join(','));
        if (!column["format"].text().isEmpty() && !formats.contains(column["format"].text()))
            errors.invalid(at / "format", column["format"], "must be one of " + formats.join(','));
        const Value &path = column["jsonPath"];
        if (path.text().isEmpty()) {
            errors.required(at / "jsonPath");
        } else if (!path.text().startsWith('.')) {
            errors.invalid(at / "jsonPath", path, "must be a simple json path starting with .");
        } else if (const auto parsed = JsonPath::parse(path.text()); !parsed) {
            errors.invalid(at / "jsonPath", path, "must be a valid json path: " + parsed.error().message);
        }
    });
}

void validateReplicasPath(FieldErrors &errors, const Path &path, const Value &text, const QList<QByteArray> &roots,
                          bool required)
{
    if (text.text().isEmpty()) {
        if (required)
            errors.required(path);
        return;
    }
    const auto parsed = JsonPath::parse(text.text());
    if (!text.text().startsWith('.'))
        errors.invalid(path, text, "must be a simple json path starting with .");
    else if (!parsed || parsed->members().isEmpty())
        errors.invalid(path, text, "must be a json path in the dot notation");
    else if (!roots.contains(parsed->members().constFirst()) || parsed->members().size() < 2)
        errors.invalid(path, text,
                       roots.size() == 1 ? "should be a json path under ." + roots[0]
                                         : "should be a json path under either .spec or .status");
}

void validateSubresources(FieldErrors &errors, const Path &path, const Value &subresources)
{
    const Value *scale = subresources.find("scale");
    if (!scale)
        return;
    validateReplicasPath(errors, path / "scale.specReplicasPath", (*scale)["specReplicasPath"], {"spec"}, true);
    validateReplicasPath(errors, path / "scale.statusReplicasPath", (*scale)["statusReplicasPath"], {"status"}, true);
    validateReplicasPath(errors, path / "scale.labelSelectorPath", (*scale)["labelSelectorPath"], {"spec", "status"},
                         false);
}

void validateSelectable(FieldErrors &errors, const Path &path, const Value &fields, const Value &schema)
{
    if (fields.size() > 8)
        errors.tooMany(path, fields.size(), 8);
    QList<QByteArray> seen;
    eachItem(path, fields, [&](const Value &field, const Path &at) {
        const Value &text = field["jsonPath"];
        if (text.text().isEmpty()) {
            errors.required(at / "jsonPath");
            return;
        }
        if (seen.contains(text.text())) {
            errors.duplicate(at / "jsonPath", text);
            return;
        }
        seen.append(text.bytes());
        const auto parsed = JsonPath::parse(text.text());
        if (!text.text().startsWith('.') || !parsed || parsed->members().isEmpty()) {
            errors.invalid(at / "jsonPath", text, "is an invalid path: must be a simple json path starting with .");
            return;
        }
        if (parsed->members().constFirst() == "metadata") {
            errors.invalid(at / "jsonPath", text, "must not point to fields in metadata");
            return;
        }
        const Value *found = schemaAt(schema, text.text());
        static const QList<QByteArray> types{"string", "boolean", "integer"};
        if (!found)
            errors.invalid(at / "jsonPath", text, "is an invalid path: does not refer to a valid field");
        else if (!types.contains((*found)["type"].text()))
            errors.invalid(at / "jsonPath", text,
                           "must point to a field of type string, boolean or integer. Enum string fields and strings "
                           "with formats are allowed.");
    });
}

void validateDeprecation(FieldErrors &errors, const Path &path, const Value &version)
{
    const Value *warning = version.find("deprecationWarning");
    if (!warning)
        return;
    const QByteArrayView text = warning->text();
    if (!version["deprecated"].boolean())
        errors.invalid(path, *warning, "can only be set for deprecated versions");
    if (text.size() > 256)
        errors.invalid(path, *warning, "must be <= 256 characters long");
    if (text.isEmpty())
        errors.invalid(path, *warning, "must not be an empty string");
    if (std::any_of(text.begin(), text.end(), [](char c) { return uchar(c) < ' ' || c == 127; }))
        errors.invalid(path, *warning, "must only contain printable UTF-8 characters; non-printable character found");
}

void validateVersions(FieldErrors &errors, const Value &spec)
{
    const Value &versions = spec["versions"];
    const Path path("spec.versions");
    if (versions.size() > maxVersions) {
        errors.tooMany(path, versions.size(), maxVersions);
        return;
    }
    QList<QByteArray> names;
    int storages = 0;
    bool unique = true;
    qsizetype index = 0;
    for (const Value &version : versions.items()) {
        const qsizetype i = index++;
        const Path at = path[i];
        const QByteArray name = version["name"].bytes();
        storages += version["storage"].boolean();
        unique &= !names.contains(name);
        names.append(name);
        if (const QByteArray problem = resources::label1035Problem(name); !problem.isEmpty())
            errors.invalid(at / "name", version["name"], problem);
        validateDeprecation(errors, at / "deprecationWarning", version);
        const Value &schema = version["schema"]["openAPIV3Schema"];
        const Path schemaPath = partPath(spec, i, "schema", "validation");
        if (schema.isNull()) {
            if (version["served"].boolean())
                errors.required(at / "schema" / "openAPIV3Schema", "schemas are required");
        } else if (i == 0 || !isShared(schemaPath)) {
            validateSchema(errors, schemaPath / "openAPIV3Schema", schema);
        }
        const auto part = [&](const char *member, const auto &rules) {
            const Path partAt = partPath(spec, i, member, member);
            if (i == 0 || !isShared(partAt))
                rules(partAt, version[member]);
        };
        part("additionalPrinterColumns", [&](const Path &p, const Value &v) { validateColumns(errors, p, v); });
        part("subresources", [&](const Path &p, const Value &v) { validateSubresources(errors, p, v); });
        part("selectableFields", [&](const Path &p, const Value &v) { validateSelectable(errors, p, v, schema); });
    }
    if (!unique)
        errors.invalid(path, Value::array(std::vector<Value>(names.begin(), names.end())),
                       "must contain unique version names");
    if (storages != 1)
        errors.invalid(path, Value::array(std::vector<Value>(names.begin(), names.end())),
                       "must have exactly one version marked as storage version");
}

void validateConversion(FieldErrors &errors, const Value &spec)
{
    const Value &conversion = spec["conversion"];
    const Path path("spec.conversion");
    const QByteArrayView strategy = conversion["strategy"].text();
    resources::validateEnum(errors, path / "strategy", conversion["strategy"], {"None", "Webhook"});
    if (strategy == "None" && !conversion["webhook"].isNull())
        errors.forbidden(path / "webhook", "should not be set when strategy is not set to Webhook");
    if (strategy != "Webhook")
        return;
    if (conversion["webhook"]["clientConfig"].isNull())
        errors.required(path / "webhookClientConfig", "required when strategy is set to Webhook");
    if (conversion["webhook"]["conversionReviewVersions"].isEmpty())
        errors.required(path / "conversionReviewVersions");
    // Nothing is ever converted where there is one version; elsewhere this server can't ask the webhook.
    if (spec["versions"].size() > 1)
        errors.forbidden(
            path / "strategy",
            "this server converts between versions by strategy None only: webhooks for conversion are not asked");
}

void validateApproval(FieldErrors &errors, const Value &document)
{
    const QByteArrayView group = document["spec"]["group"].text();
    const bool isProtected = group == "k8s.io" || group == "kubernetes.io" || group.endsWith(".k8s.io")
        || group.endsWith(".kubernetes.io");
    if (!isProtected)
        return;
    const Value &approval = document["metadata"]["annotations"]["api-approved.kubernetes.io"];
    const Path path("metadata.annotations[api-approved.kubernetes.io]");
    const QByteArrayView text = approval.text();
    if (text.isEmpty())
        errors.required(path,
                        "protected groups must have approval annotation \"api-approved.kubernetes.io\", see "
                        "https://github.com/kubernetes/enhancements/pull/1111");
    else if (!text.startsWith("unapproved") && !(text.startsWith("http") && text.contains("://")))
        errors.invalid(path, approval,
                       "protected groups must have approval annotation \"api-approved.kubernetes.io\" with either a "
                       "URL or a reason starting "
                       "with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111");
}

} // namespace

void validateStoredVersions(FieldErrors &errors, const Value &document)
{
    const Value &stored = document["status"]["storedVersions"];
    const Path path("status.storedVersions");
    if (stored.isEmpty()) {
        errors.invalid(path, stored, "must have at least one version");
        return;
    }
    const auto versions = document["spec"]["versions"].items();
    eachItem(path, stored, [&](const Value &name, const Path &at) {
        if (std::none_of(versions.begin(), versions.end(),
                         [&name](const Value &version) { return version["name"] == name; }))
            errors.invalid(at, name, "must appear in spec.versions");
    });
    const auto items = stored.items();
    for (const Value &version : versions) {
        if (version["storage"].boolean() && std::find(items.begin(), items.end(), version["name"]) == items.end())
            errors.invalid(path, stored, "must have the storage version " + version["name"].bytes());
    }
}

void validateDefinition(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Value &group = spec["group"];
    const QByteArray wanted = spec["names"]["plural"].bytes() + '.' + group.bytes();
    if (document["metadata"]["name"].text() != wanted)
        errors.invalid("metadata.name", document["metadata"]["name"], "must be spec.names.plural+\".\"+spec.group");
    if (group.text().isEmpty())
        errors.required("spec.group");
    else if (const QByteArray problem = resources::subdomainProblem(group.text()); !problem.isEmpty())
        errors.invalid("spec.group", group, problem);
    else if (!group.text().contains('.'))
        errors.invalid("spec.group", group, "should be a domain with at least one dot");
    resources::validateEnum(errors, "spec.scope", spec["scope"], {"Cluster", "Namespaced"});
    if (spec["preserveUnknownFields"].boolean())
        errors.invalid(
            "spec.preserveUnknownFields", Value(true),
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
    validateVersions(errors, spec);
    validateNames(errors, "spec.names", spec["names"]);
    validateConversion(errors, spec);
    validateApproval(errors, document);
    validateStoredVersions(errors, document);
}

void validateDefinitionUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &was = old["spec"];
    resources::validateImmutable(errors, "spec.group", spec["group"], was["group"]);
    resources::validateImmutable(errors, "spec.names.plural", spec["names"]["plural"], was["names"]["plural"]);
    if (!conditionIsTrue(old, "Established"))
        return;
    resources::validateImmutable(errors, "spec.scope", spec["scope"], was["scope"]);
    resources::validateImmutable(errors, "spec.names.kind", spec["names"]["kind"], was["names"]["kind"]);
}

QList<QByteArray> definitionWarnings(const Value &document)
{
    QList<QByteArray> warnings;
    const Value &versions = document["spec"]["versions"];
    bool rules = false;
    for (qsizetype i = 0; i < versions.size() && warnings.size() < 20; ++i) {
        if (i == 0 || !(versions.at(i)["schema"] == versions.at(0)["schema"]))
            warnings += schemaWarnings(Path("spec.versions")[i] / "schema" / "openAPIV3Schema",
                                       versions.at(i)["schema"]["openAPIV3Schema"], rules);
    }
    if (rules)
        warnings.append("x-kubernetes-validations: the rules are kept, but this server does not evaluate CEL");
    return warnings;
}

} // namespace orrery::extensions
