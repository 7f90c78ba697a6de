// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/authorization.h"

namespace orrery::chain {

/// Whom a request is to be treated as: its user, or the one that Impersonate-User, -Group, -Uid and -Extra-* name, if
/// its user may impersonate that one. Thread: the api thread.
/// Errors: Forbidden; InternalError (groups or the like without a user), both as Kubernetes answers.
api::Result<api::User> impersonated(const api::Request &request, const api::User &user,
                                    const Authorization &authorization);

/// The groups that every service account of the namespace is in.
QList<QByteArray> serviceAccountGroups(const QByteArray &ns);

} // namespace orrery::chain
