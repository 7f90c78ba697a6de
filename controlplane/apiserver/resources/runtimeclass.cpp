// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podrules.h"
#include "controlplane/apiserver/resources/quantities.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void validate(FieldErrors &errors, const Value &document)
{
    validateText(errors, "handler", document["handler"].isNull() ? Value("") : document["handler"], labelProblem);
    validateResourceList(errors, "overhead.podFixed", document["overhead"]["podFixed"], containerResourceProblem);
    const Value &scheduling = document["scheduling"];
    validateLabels(errors, "scheduling.nodeSelector", scheduling["nodeSelector"]);
    validateTolerations(errors, "scheduling.tolerations", scheduling["tolerations"]);
    const auto tolerations = scheduling["tolerations"].items();
    for (size_t i = 1; i < tolerations.size(); ++i) {
        if (std::find(tolerations.begin(), tolerations.begin() + qsizetype(i), tolerations[i])
            != tolerations.begin() + qsizetype(i))
            errors.duplicate(Path("scheduling.tolerations")[qsizetype(i)], tolerations[i]);
    }
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "handler", document["handler"], old["handler"]);
}

} // namespace

Resource runtimeClass()
{
    Resource resource;
    resource.gvr = {"node.k8s.io", "v1", "runtimeclasses"};
    resource.kind = "RuntimeClass";
    resource.namespaced = false;
    resource.columns = {{"Handler", "string", 0, [](const Object &object, qint64) { return object["handler"]; }}};
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
