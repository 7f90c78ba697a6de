// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QStringList>

namespace orrery {

/// The program `orrery`: chooses what the command line asks for. Without a command it opens the window.
/// Thread: main. Returns the process's exit code: 0 good, 1 failed, 2 the command line is wrong.
int runApplication(int &argc, char **argv);

/// `orrery serve`: the cluster of this user without a window, in the foreground, until SIGTERM or SIGINT.
int runServe(const QStringList &arguments);
/// `orrery node add|list|remove|poweroff`: an ordinary client of a running cluster.
int runNode(const QStringList &arguments);
/// `orrery reset`: deletes a cluster that is not running, and its machines.
int runReset(const QStringList &arguments);
/// `orrery backup FILE`: all of a cluster, running or not, in one file.
int runBackup(const QStringList &arguments);
/// `orrery restore FILE`: makes it the cluster of this user again.
int runRestore(const QStringList &arguments);
/// `orrery rotate-encryption-key`: a new key for the Secrets on the disk.
int runRotateKey(const QStringList &arguments);

/// One line for people on stderr, and the exit code that goes with it.
int complain(const QByteArray &message, int code = 1);

} // namespace orrery
