// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// Cells that several kinds' tables share. Thread: any.

/// "a=b,c=d" in order of keys, or "<none>".
QByteArray labelList(const api::Value &labels);
/// The text, or "<none>".
api::Value orNone(const QByteArray &text);
/// The text, or "<unset>".
api::Value orUnset(const api::Value &text);
/// Nothing but "Created At" besides the name, as kubectl shows kinds that have no columns of their own.
void showCreationOnly(Resource &resource);
api::Value selectorCell(const api::Object &object, qint64 now); ///< spec.selector, a metav1.LabelSelector
api::Value templateContainersCell(const api::Object &object, qint64 now);
api::Value templateImagesCell(const api::Object &object, qint64 now);

} // namespace orrery::resources
