// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/apply.h"
#include "controlplane/api/request.h"

namespace orrery::resources {

/// Who writes, as metadata.managedFields names them.
struct FieldManager
{
    QByteArray name;
    QByteArray apiVersion; ///< that the fields are named in
    QByteArray subresource;

    /// The fieldManager parameter, else what the user agent begins with.
    static FieldManager of(const api::Request &request, const QByteArray &apiVersion, const QByteArray &subresource);
};

// metadata.managedFields, kept as Kubernetes keeps it (KEP-555). All are pure; lists and field sets that do not change
// stay the same values. now: microseconds since the epoch.

/// The list that an update starts from: the stored one, unless the client sends a sound other one; [{}] takes all away.
api::Value startingManagedFields(const api::Value &stored, const api::Value &sent);
/// The list after an update by this manager that made these changes: it owns what it changed, and others no longer do.
api::Value managedFieldsAfterUpdate(const api::Value &managedFields, const api::FieldChanges &changes,
                                    const FieldManager &manager, qint64 now);

/// What an applied configuration makes of an object.
struct Applied
{
    api::Value document; ///< without metadata.managedFields
    api::Value managedFields;
};
struct Application
{
    const api::Schema::Type *type = nullptr; ///< null: a custom resource without a schema
    api::Value live; ///< null: there is no such object
    api::Value configuration; ///< of the object's own type, with only what this address may set
    FieldManager manager;
    bool force = false;
    qint64 now = 0;
};
/// Errors: Conflict, with a cause for each field that another manager owns; what appliedFields says.
api::Result<Applied> apply(const Application &application);

} // namespace orrery::resources
