// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::actions {

/// Where a field of a document is, outermost first. A segment is a member's name, an item's number, or "#2": the member that is third (for
/// maps whose names are being typed). As text, what the API server's causes say: "spec.containers[0].image", "data[a.b]".
using FieldPath = QList<QByteArray>;
FieldPath parsePath(QByteArrayView text);
QByteArray pathText(const FieldPath &path);
/// The path of a member or an item below another, as text.
QByteArray below(const QByteArray &path, const QByteArray &segment);

/// What is there, or a null value. Thread: any.
api::Value valueAt(const api::Value &document, const FieldPath &path);
/// A copy with that value there; what is missing on the way is made. A null value removes the field, and what it leaves empty above it, but
/// never an item of a list, nor an emptyDir, which mean something when they are empty.
api::Value withValueAt(const api::Value &document, const FieldPath &path, const api::Value &value);
/// A copy in which the member at that path has another name; the same if the name is taken.
api::Value withNameAt(const api::Value &document, const FieldPath &path, const QByteArray &name);

} // namespace orrery::actions
