// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// The rules of Services, and what their type entails. Thread: any.

bool allocatesNodePorts(const api::Value &spec); ///< each port gets one
bool needsHealthCheckPort(const api::Value &spec); ///< LoadBalancer with externalTrafficPolicy Local
bool isExternallyAccessible(const api::Value &spec);

void validateService(FieldErrors &errors, const api::Value &document);
void validateServiceStatus(FieldErrors &errors, const api::Value &document, const api::Value &old);
void validateServiceUpdate(FieldErrors &errors, const api::Value &document, const api::Value &old);
void warnOfService(QList<QByteArray> &warnings, const api::Value &document);

} // namespace orrery::resources
