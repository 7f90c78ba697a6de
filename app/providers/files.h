// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace orrery::providers {

QByteArray readFile(const QString &path, qint64 limit = 1 << 20); ///< empty if it cannot be read
api::Result<> makePrivateDirectory(const QString &path); ///< 0700, with its parents
api::Result<> writePrivateFile(const QString &path, const QByteArray &content); ///< 0600 from the beginning, replaced atomically
/// Runs a program to its end (at most 30 s), in the calling thread's namespaces, /usr/sbin in its path. Errors: InternalError with what it said.
api::Result<> runTool(const QString &program, const QStringList &arguments);

/// A QObject of ours that may be let go from within its own signal: it is heard no more, and deleted when that is over.
struct DeleteLater
{
    void operator()(QObject *object) const
    {
        object->disconnect();
        object->deleteLater();
    }
};
template <class T> using LaterPtr = std::unique_ptr<T, DeleteLater>;

} // namespace orrery::providers
