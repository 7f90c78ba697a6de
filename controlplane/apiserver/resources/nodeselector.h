// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// A core/v1 NodeSelector: of node affinity, of volumes, of devices. Thread: any.
void validateNodeSelector(FieldErrors &errors, const Path &path, const api::Value &selector);
/// One of its terms.
void validateNodeSelectorTerm(FieldErrors &errors, const Path &path, const api::Value &term);

} // namespace orrery::resources
