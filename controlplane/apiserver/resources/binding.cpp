// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

/// POST namespaces/*/bindings: what POST pods/*/binding does, for clients of before that was there.
Resource binding()
{
    Resource resource;
    resource.gvr = {"", "v1", "bindings"};
    resource.kind = "Binding";
    resource.verbs = Verb::Create;
    resource.createsAt = {"pods", "binding"};
    return resource;
}

} // namespace orrery::resources::kinds
