// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/kinds.h"
#include "controlplane/client/client.h"

namespace orrery::actions {

/// The one request that a verb comes down to, as a value: what is sent is what "Show command" shows. Thread: any.
struct Call
{
    QByteArray method; ///< POST, PATCH, DELETE; GET where it is only shown
    api::Gvr gvr;
    api::Key key;
    QByteArray subresource;
    api::Value body; ///< null: none
    QString kubectl; ///< the same for a shell
    api::PatchType patchType = api::PatchType::Merge;
    api::Value inverse; ///< the body that takes it back, for patches other than merge patches
};

/// Sends it as it is. Errors: the server's. Thread: any.
QFuture<api::Result<api::Object>> send(const client::Client &client, const Call &call);

/// The request as a person reads it: method, path and, on the next line, the body.
QString requestText(const Call &call);

/// "kubectl VERB deployment/web REST -n default". Words that a shell would take apart are to be quoted by quoted().
QString kubectlText(const QString &verb, const cluster::Kind &kind, const api::Key &key, const QString &rest = {});
/// A word for a shell: as it is where nothing in it means anything to one, else in single quotes.
QString quoted(const QString &word);

/// A merge patch of the object itself, or of one of its subresources.
Call patchCall(const cluster::Kind &kind, const api::Key &key, const api::Value &patch, const QByteArray &subresource = {});
/// Creates the object, whose kind that is.
Call createCall(const cluster::Kind &kind, const api::Object &object);

} // namespace orrery::actions
