// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// What the kinds of storage say alike. Thread: any.

void validateCsiDriverName(FieldErrors &errors, const Path &path, const api::Value &name);
/// parameters of a class of storage: not too many, not too long.
void validateParameters(FieldErrors &errors, const Path &path, const api::Value &parameters, bool mayBeEmpty);
/// ReadWriteOncePod stands alone.
void validateAccessModes(FieldErrors &errors, const Path &path, const api::Value &modes);
/// The spec of a PersistentVolume, or of a volume that a VolumeAttachment holds.
void validatePersistentVolumeSpec(FieldErrors &errors, const Path &path, const api::Value &spec, bool inlined);

/// "RWO,ROX", as kubectl shows them.
QByteArray accessModeList(const api::Value &modes);

} // namespace orrery::resources
