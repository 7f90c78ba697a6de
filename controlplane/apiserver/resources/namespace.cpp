// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// Every namespace carries its name as a label, for selectors.
void defaults(Value &document)
{
    const Value &name = document["metadata"]["name"];
    if (!name.text().isEmpty())
        document = document.withPath({"metadata", "labels", "kubernetes.io/metadata.name"}, name);
}

/// The namespace controller empties a deleted namespace, then takes this finalizer away.
void prepareCreate(Value &document, const Context &, const User &)
{
    document = document.with("spec", Value::object({{"finalizers", Value::array({"kubernetes"})}}))
                   .with("status", Value::object({{"phase", "Active"}}));
}

void prepareUpdate(Value &document, const Object &old, const Context &)
{
    document = document.with("spec", old.spec());
}

bool isHeld(const Value &document)
{
    return !document["spec"]["finalizers"].isEmpty();
}

void prepareDelete(Value &document)
{
    document = document.withPath({"status", "phase"}, "Terminating");
}

Result<Value> finalize(const Value &parent, const Value &body, qint64)
{
    FieldErrors errors;
    for (const Value &finalizer : body["spec"]["finalizers"].items()) {
        if (const QByteArray problem = qualifiedNameProblem(finalizer.text()); !problem.isEmpty())
            errors.invalid("spec.finalizers", finalizer, problem);
        else if (!finalizer.text().contains('/') && finalizer.text() != "kubernetes")
            errors.invalid("spec.finalizers", finalizer,
                           "name is neither a standard finalizer name nor is it fully qualified");
    }
    if (!errors.isEmpty())
        return errors.error({}, "Namespace", parent["metadata"]["name"].text());
    Value now = parent.withPath({"spec", "finalizers"},
                                Value::array(std::vector<Value>(body["spec"]["finalizers"].items().begin(),
                                                                body["spec"]["finalizers"].items().end())));
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? now : now.withPath({"metadata", "resourceVersion"}, version);
}

} // namespace

Resource namespaceKind()
{
    Resource resource;
    resource.gvr = {"", "v1", "namespaces"};
    resource.kind = "Namespace";
    resource.namespaced = false;
    resource.shortNames = {"ns"};
    resource.verbs = allVerbs & ~Verbs(Verb::DeleteCollection);
    resource.nameRule = NameRule::Label;
    resource.statusSubresource = true;
    resource.selectableFields = {"status.phase"};
    resource.columns = {{"Status", "string", 0, [](const Object &object, qint64) { return object.status()["phase"]; }}};
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.prepareUpdate = prepareUpdate;
    resource.isHeld = isHeld;
    resource.prepareDelete = prepareDelete;
    Subresource finalizeBelow{"finalize", "v1", "Namespace", Verb::Update};
    finalizeBelow.apply = finalize;
    resource.subresources = {finalizeBelow, statusSubresource("v1", "Namespace")};
    return resource;
}

} // namespace orrery::resources::kinds
