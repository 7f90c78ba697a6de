// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::extensions {

/// The kind CustomResourceDefinition (apiextensions.k8s.io/v1) itself: its defaults, rules and columns. What makes a
/// served kind of one is definitions.h's.
resources::Resource customResourceDefinition();

/// Holds a definition until its instances are gone.
inline constexpr const char *cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/// The rules of definitionrules.cpp.
void validateDefinition(resources::FieldErrors &errors, const api::Value &document);
void validateStoredVersions(resources::FieldErrors &errors, const api::Value &document);
void validateDefinitionUpdate(resources::FieldErrors &errors, const api::Value &document, const api::Value &old);
QList<QByteArray> definitionWarnings(const api::Value &document);

/// Whether the condition of that type is "True" in status.conditions.
bool conditionIsTrue(const api::Value &definition, QByteArrayView type);

} // namespace orrery::extensions
