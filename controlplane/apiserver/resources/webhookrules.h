// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// What webhook configurations, validating admission policies and conversion webhooks say alike. Thread: any.

/// scope "*" for rules that name none.
void defaultAdmissionRules(api::Value &holder, QByteArrayView member);
/// A RuleWithOperations: which requests are meant.
void validateAdmissionRule(FieldErrors &errors, const Path &path, const api::Value &rule);
/// {url} or {service: {namespace, name, path, port}}: exactly one of them.
void validateWebhookClient(FieldErrors &errors, const Path &path, const api::Value &client);
/// [{name, expression}]. The expressions are not compiled.
void validateMatchConditions(FieldErrors &errors, const Path &path, const api::Value &conditions);

} // namespace orrery::resources
