// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QString>

namespace orrery::models {

/// Parts of an object as the inspector lists them. Pure functions. Thread: any.
struct Condition
{
    QString type, status, reason, message;
    bool good = true; ///< "Ready: True" and "MemoryPressure: False" are; Unknown never is
    qint64 since = 0; ///< microseconds; 0: it does not say
};
QList<Condition> conditionsOf(const api::Object &object);

/// The entries of a Secret (data and stringData) with their sizes, by name; empty for any other kind.
struct SecretEntry
{
    QString name;
    qsizetype bytes = 0;
};
QList<SecretEntry> secretEntriesOf(const api::Object &object);
/// The value of one, decoded; "…" in place of what is no text.
QString secretValueOf(const api::Object &object, const QString &name);

/// How much of an object may be shown: Values hides what a Secret holds; Tokens also variables of containers that are named like secrets
/// ("DB_PASSWORD"), for a room that looks on.
enum class Hide { Nothing, Values, Tokens };
api::Object hidden(const api::Object &object, Hide hide);

} // namespace orrery::models
