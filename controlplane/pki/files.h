// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QString>

namespace orrery::pki {

/// Replaces the file: a temporary beside it, written, fsynced, renamed, and the folder fsynced, so that a crash leaves
/// the old or the new one, never a part. mode: 0600 for secrets. Errors: InternalError with the system's words.
api::Result<> writeFile(const QString &path, const QByteArray &bytes, int mode = 0600);
/// Errors: NotFound, InternalError. Bounded: maxBytes.
api::Result<QByteArray> readFile(const QString &path, qint64 maxBytes = 1024 * 1024);
/// Creates the folder and its parents; sets this folder's mode.
api::Result<> makeFolder(const QString &path, int mode = 0700);

} // namespace orrery::pki
