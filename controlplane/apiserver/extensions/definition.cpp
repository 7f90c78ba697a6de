// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/definition.h"

namespace orrery::extensions {

using namespace api;
using resources::FieldErrors;
using resources::Resource;
using resources::setDefault;

namespace {

QByteArray storageVersion(const Value &document)
{
    for (const Value &version : document["spec"]["versions"].items()) {
        if (version["storage"].boolean())
            return version["name"].bytes();
    }
    return {};
}

void defaults(Value &document)
{
    Value spec = document["spec"];
    if (!spec.isObject())
        return;
    Value names = spec["names"];
    if (const QByteArray kind = names["kind"].bytes(); !kind.isEmpty()) {
        setDefault(names, "singular", kind.toLower());
        setDefault(names, "listKind", kind + "List");
        spec = spec.with("names", names);
    }
    setDefault(spec, "conversion", Value::object({{"strategy", "None"}}));
    document = document.with("spec", spec);
}

void prepareCreate(Value &document, const resources::Context &, const User &)
{
    Value status = Value::object({{"acceptedNames", Value::object({{"kind", ""}, {"plural", ""}})},
                                  {"conditions", Value::array(std::vector<Value>())},
                                  {"storedVersions", Value::array({Value(storageVersion(document))})}});
    document = document.with("status", status);
}

void prepareUpdate(Value &document, const Object &, const resources::Context &)
{
    // Objects may from now on be kept in the storage version.
    const Value storage = storageVersion(document);
    const Value &stored = document["status"]["storedVersions"];
    const auto items = stored.items();
    if (!storage.text().isEmpty() && std::find(items.begin(), items.end(), storage) == items.end())
        document = document.withPath({"status", "storedVersions"}, stored.withAppended(storage));
}

bool holds(const Value &document)
{
    const auto finalizers = document["metadata"]["finalizers"].items();
    return std::find(finalizers.begin(), finalizers.end(), Value(cleanupFinalizer)) != finalizers.end();
}

void prepareDelete(Value &document)
{
    const Value &metadata = document["metadata"];
    if (metadata["deletionTimestamp"].isNull() && !holds(document))
        document = document.withPath({"metadata", "finalizers"}, metadata["finalizers"].withAppended(cleanupFinalizer));
}

} // namespace

bool conditionIsTrue(const Value &definition, QByteArrayView type)
{
    for (const Value &condition : definition["status"]["conditions"].items()) {
        if (condition["type"].text() == type)
            return condition["status"].text() == "True";
    }
    return false;
}

Resource customResourceDefinition()
{
    Resource resource;
    resource.gvr = {"apiextensions.k8s.io", "v1", "customresourcedefinitions"};
    resource.kind = "CustomResourceDefinition";
    resource.namespaced = false;
    resource.shortNames = {"crd", "crds"};
    resource.categories = {"api-extensions"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.ageColumn = false;
    resource.columns = {
        {"Created At", "date", 0, [](const Object &object, qint64) { return object.metadata()["creationTimestamp"]; },
         "CreationTimestamp is a timestamp representing the server time when this object was created. It is "
         "represented in RFC3339 form and is in UTC."}};
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.prepareUpdate = prepareUpdate;
    resource.validate = validateDefinition;
    resource.validateUpdate = validateDefinitionUpdate;
    resource.isHeld = holds;
    resource.prepareDelete = prepareDelete;
    resource.warnings
        = [](QList<QByteArray> &warnings, const Value &document) { warnings += definitionWarnings(document); };
    resources::Subresource status = resources::statusSubresource("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    status.validateUpdate
        = [](FieldErrors &errors, const Value &document, const Value &) { validateStoredVersions(errors, document); };
    resource.subresources = {std::move(status)};
    return resource;
}

} // namespace orrery::extensions
