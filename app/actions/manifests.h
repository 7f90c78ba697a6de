// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QVariant>

namespace orrery::actions {

/// One document of what a person wrote, and where it began.
struct Manifest
{
    api::Object object;
    int line = 1;
};

/// The documents of a YAML stream; Lists are taken apart. Errors: BadRequest (no YAML, or a document without apiVersion, kind or name);
/// refusedLine, if given, receives where.
api::Result<QList<Manifest>> readManifests(const QByteArray &yaml, int *refusedLine = nullptr);

/// The line, counted from 1, on which a field stands ("spec.containers[0].image", "data[key]", `spec.selector`), or the nearest line above
/// that is there. firstLine: where its document begins.
int lineOfField(const QByteArray &yaml, int firstLine, QByteArrayView field);

/// What the cluster says against a manifest: [{line, field, what, message}]; the message names the field, `what` does not.
QVariantList problemsOf(const QByteArray &yaml, int firstLine, const api::Error &error);

/// Where a manifest goes: the version it is written in, and `ns` where it names none. Errors: NotFound (no such kind in this cluster).
struct Target
{
    api::Gvr gvr;
    api::Key key;
};
api::Result<Target> targetOf(const cluster::Session &session, const api::Object &object, const QByteArray &ns);

/// Server-side apply, as field manager "orrery" and with force, strict about unknown fields. Errors: the server's. Thread: any.
QFuture<api::Result<api::Response>> applyManifest(const client::Client &client, const Target &target, const api::Object &object, bool dryRun);
/// The same for good; the status says what it did: 201 it was created, 200 changed, 304 it was like this before.
QFuture<api::Result<api::Response>> applyAndTell(const client::Client &client, const Target &target, const api::Object &object);
/// The request that applying sends.
api::Request applyRequest(const Target &target, const api::Object &object, bool dryRun);
/// Replaces the object by what was edited; its resourceVersion says what it was edited from. Errors: the server's; Conflict.
QFuture<api::Result<api::Response>> replaceObject(const client::Client &client, const Target &target, const api::Object &object, bool dryRun);

} // namespace orrery::actions
