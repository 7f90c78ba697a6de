// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

namespace orrery::actions {

/// The merge patch that takes another one back: for each value that `patch` sets, what `before` had there (null, which removes it, where it
/// had nothing). What the patch did not touch stays as it is by then. A pure function.
api::Value inverseOf(const api::Value &patch, const api::Value &before);

/// A deleted object as it can be created again: without what the server wrote into it. A pure function.
api::Object manifestAgain(const api::Object &object);

/// Why a deleted object cannot be had back by creating it again; empty if it can. A pure function.
QString whyForGood(const api::Object &object);

/// What a call has done, and the call that takes it back.
struct Done
{
    api::Object after;
    std::optional<Call> undo;
    QString forGood; ///< why there is none, where people expect one
};
/// Sends the call, and looks at the object before: a patch is undone by its inverse, a deletion by creating the object again. Errors: the
/// call's own; that the object cannot be read first only means that there is no undo. Thread: any.
QFuture<api::Result<Done>> carryOut(const client::Client &client, const Call &call);

} // namespace orrery::actions
