// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"
#include "app/actions/verbs.h"

#include <QVariant>

namespace orrery::actions {

/// The request that a verb comes down to for that object, with what a sheet has asked: {replicas}, {changes: {key: value|null}}, {taints: [{key, value,
/// effect}]}, {name, type, port, targetPort}, {orphan, grace}. Verbs that only look give what kubectl asks for. A null method: it cannot be done to
/// this object. A pure function but for the clock (restart).
Call callOf(const Verb &verb, const Subject &subject, const api::Key &key, const QVariantMap &choice = {});

/// The same for people: what is going to be done, and what was done.
struct Words
{
    QString title; ///< "Scale web to 5"
    QString done; ///< "Scaled web to 5"
};
Words wordsOf(const Verb &verb, const QString &name, const QVariantMap &choice = {});

} // namespace orrery::actions
