// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/exchange.h"
#include "controlplane/store/backup.h"

namespace orrery::host {

/// What a cluster is besides its objects: the keys that a backup carries along. dataDir: that of ControlPlane.
/// Errors: InternalError (a file cannot be read). Thread: any.
api::Result<QList<store::BackupFile>> clusterFiles(const QString &dataDir);

/// What a backup or restore that was killed has left in the folder. Thread: any.
void removeLeftovers(const QString &dataDir);

/// Answers a request with a backup of the running store: made beside it, sent as fast as the client takes it, then
/// deleted. A store in memory has none: 503. Thread: the api thread; the store outlives the answer or ends it.
void sendBackup(const api::ExchangePtr &exchange, store::Store &store, const QString &dataDir);

/// The same of a cluster that is not running, into a file that must not exist. Needs an application object.
/// Errors: InternalError. The result: its revision.
api::Result<qint64> backUpStopped(const QString &dataDir, const QString &file, const api::Clock &clock);

/// Checks a backup down to the last object: what the store of it says is opened with its own keys.
/// Errors: NotFound, BadRequest, with what is wrong.
api::Result<store::BackupContent> verifyBackup(const QString &file, const api::Clock &clock);

/// Makes the folder hold the cluster of the backup, in place of whatever cluster it held; all else in it stays. The
/// backup is verified before anything is touched; the folder must be held by the caller, its cluster not be running.
/// Errors: as verifyBackup, InternalError.
api::Result<store::BackupContent> restoreBackup(const QString &file, const QString &dataDir, const api::Clock &clock);

} // namespace orrery::host
