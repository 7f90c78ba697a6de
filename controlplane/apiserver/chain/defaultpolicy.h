// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "controlplane/apiserver/chain/rules.h"

namespace orrery::chain {

/// The roles and bindings that every cluster begins with, in the order in which they are made: cluster roles, roles,
/// their bindings. Source: kubernetes.io, Using RBAC Authorization, and what this product adds (names beginning with
/// "orrery:"). Thread: any.
QList<api::Object> defaultPolicy();

/// The rules of system:node, which the node authorizer applies; no binding gives them.
const QList<Rule> &nodeRules();

/// What an existing default object has to become so that it grants at least what it should: rules, subjects, labels
/// and annotations are added, none are taken away. The object itself if nothing is missing or it has been told to stay
/// as it is (annotation rbac.authorization.kubernetes.io/autoupdate: "false").
api::Value reconciled(const api::Value &existing, const api::Value &wanted);

} // namespace orrery::chain
