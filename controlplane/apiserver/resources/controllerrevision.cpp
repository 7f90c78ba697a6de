// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

Value controllerCell(const Object &object, qint64)
{
    const auto owner = object.controller();
    if (!owner)
        return Value("<none>");
    const QByteArray group
        = owner->apiVersion.contains('/') ? '.' + owner->apiVersion.left(owner->apiVersion.indexOf('/')) : QByteArray();
    return owner->kind.toLower() + group + '/' + owner->name;
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "data", document["data"], old["data"]);
}

} // namespace

Resource controllerRevision()
{
    Resource resource;
    resource.gvr = {"apps", "v1", "controllerrevisions"};
    resource.kind = "ControllerRevision";
    resource.columns = {
        {"Controller", "string", 0, controllerCell},
        {"Revision", "string", 0, [](const Object &object, qint64) { return Value(object["revision"].integer()); }},
    };
    resource.validate = [](FieldErrors &errors, const Value &document) {
        validateNotNegative(errors, "revision", document["revision"]);
    };
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
