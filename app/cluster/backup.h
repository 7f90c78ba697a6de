// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QString>

#include <functional>

namespace orrery::cluster {

struct BackupSummary
{
    qint64 revision = 0, objects = 0;
};

/// What a long copy is at. Called before each step, and while data comes in; false ends it, as if it had never begun.
enum class BackupStep { Copy, Check, Restore };
using BackupProgress = std::function<bool(BackupStep)>;

/// Copies the cluster in the folder, objects and keys, into a file of mode 0600 that must not exist: asks the running
/// control plane for it, or reads the folder if none runs. The file is there once it is whole and has been verified.
/// Thread: one with an application object. Errors: NotFound (no cluster), InternalError, what the server says.
api::Result<BackupSummary> backUp(const QString &dataFolder, const QString &file, const BackupProgress &progress = {});

/// Makes the backup the cluster of the folder, which must not be running; one that is there is replaced only if
/// `force`. The backup is verified first. Errors: NotFound, BadRequest (the file), Conflict (it runs, or there is one).
api::Result<BackupSummary> restore(const QString &file, const QString &dataFolder, bool force, const BackupProgress &progress = {});

/// Adds a key that Secrets are encrypted with from the next start on, which also encrypts again what is there and
/// forgets the old one. Errors: Conflict (it runs), NotFound (no cluster).
api::Result<> rotateEncryptionKey(const QString &dataFolder);

} // namespace orrery::cluster
