// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::extensions {

/// The kinds that a CustomResourceDefinition (a valid one, whose names are accepted) makes the server serve: one for
/// each served version. terminating: its instances are being deleted, nothing new is created. Thread: any; pure.
std::vector<resources::Resource> customKinds(const api::Value &definition, bool terminating);

} // namespace orrery::extensions
