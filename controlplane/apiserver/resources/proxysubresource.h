// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// pods/proxy and its like: every method goes on to what the object stands for. optionsKind: "PodProxyOptions".
inline Subresource proxySubresource(const char *optionsKind)
{
    Subresource proxy{"proxy", "v1", optionsKind,
                      Verbs(Verb::Create) | Verb::Delete | Verb::Get | Verb::Patch | Verb::Update};
    proxy.connects = true;
    return proxy;
}

} // namespace orrery::resources
