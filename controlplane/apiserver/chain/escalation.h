// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/chain/authorization.h"

namespace orrery::chain {

/// Nobody grants what they don't hold: a role may only be written by who has all its permissions (or the verb escalate
/// on it), a binding only by who has those of its role (or the verb bind on it). Source: kubernetes.io, Using RBAC
/// Authorization, privilege escalation prevention. Errors: Forbidden, NotFound (a binding's role).
api::Result<> preventEscalation(const Authorization &authorization, const Attributes &attributes);

} // namespace orrery::chain
