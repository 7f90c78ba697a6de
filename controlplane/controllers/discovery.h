// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"

namespace orrery::controllers {

/// A resource that the server has, in its group's preferred version.
struct Kind
{
    api::Gvr gvr;
    QByteArray kind;
    bool namespaced = false;
    QList<QByteArray> verbs;
};
/// What /api and /apis say, without subresources. A group that does not answer is an error: guessing would delete or keep wrong things.
api::Result<QList<Kind>> discover(const client::Client &client);
/// Every group and version that is served; "" is Kubernetes' first group.
api::Result<QList<std::pair<QByteArray, QByteArray>>> groupVersions(const client::Client &client);

} // namespace orrery::controllers
