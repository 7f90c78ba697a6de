// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"
#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::extensions {

/// What a CustomResourceDefinition's openAPIV3Schema must be: a structural schema whose defaults obey it, with
/// Kubernetes' words where it is not. Bounded in errors and depth. Thread: any; pure.
void validateSchema(resources::FieldErrors &errors, const resources::Path &path, const api::Value &schema);

/// What is strange in a schema without being wrong: formats that nobody knows. rules: set if it has rules in CEL.
QList<QByteArray> schemaWarnings(const resources::Path &path, const api::Value &schema, bool &rules);

/// The schema at a dotted path of properties (".spec.replicas"), or null.
const api::Value *schemaAt(const api::Value &schema, QByteArrayView jsonPath);

} // namespace orrery::extensions
