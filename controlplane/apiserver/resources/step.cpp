// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

/// What was asked of the server lately, and by whom: read-only, kept in memory (see apiserver/steps.h).
Resource step()
{
    Resource resource;
    resource.gvr = {"orrery.dev", "v1", "steps"};
    resource.kind = "Step";
    resource.namespaced = false;
    resource.verbs = Verbs(Verb::Get) | Verb::List | Verb::Watch;
    resource.selectableFields
        = {"spec.traceId", "spec.user", "spec.resource", "spec.namespace", "spec.name", "spec.verb"};
    resource.columns = {
        {"Verb", "string", 0, [](const Object &object, qint64) { return object.spec()["verb"]; }},
        {"Resource", "string", 0, [](const Object &object, qint64) { return object.spec()["resource"]; }},
        {"Namespace", "string", 0, [](const Object &object, qint64) { return object.spec()["namespace"]; }},
        {"Target", "string", 0, [](const Object &object, qint64) { return object.spec()["name"]; }},
        {"User", "string", 0, [](const Object &object, qint64) { return object.spec()["user"]; }},
        {"Code", "integer", 0, [](const Object &object, qint64) { return object.spec()["code"]; }},
        {"Trace", "string", 1, [](const Object &object, qint64) { return object.spec()["traceId"]; }},
    };
    return resource;
}

} // namespace orrery::resources::kinds
