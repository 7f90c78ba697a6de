// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QString>

#include <memory>

namespace orrery::cluster {

/// Where the clusters of this user live, each in a folder of its own: $XDG_DATA_HOME/orrery/clusters.
QString clustersFolder();
/// The one that is meant where none is named: "default" in there.
QString defaultDataFolder();

/// A cluster's data folder, held by this process alone (0700). The lock goes with the process, however it ends; no
/// stale lock is possible. Thread: any. Lifetime: owner's; the destructor lets go.
class DataFolder final
{
public:
    /// Creates the folder if `create`. Errors: Conflict (another process runs it; the message names it), NotFound,
    /// InternalError.
    static api::Result<std::unique_ptr<DataFolder>> open(const QString &path, bool create = true);
    ~DataFolder();
    DataFolder(const DataFolder &) = delete;
    DataFolder &operator=(const DataFolder &) = delete;

    /// Whether there is a cluster in the folder, and who runs it. Takes nothing, changes nothing.
    struct Look
    {
        bool isCluster = false, isHeld = false;
        qint64 holder = 0; ///< the process; 0 if not known
    };
    static Look look(const QString &path);

    const QString &path() const { return m_path; }
    QString file(const char *name) const { return m_path + QLatin1Char('/') + QLatin1String(name); }
    QString kubeconfig() const { return file("kubeconfig"); }

    /// A small number kept in a file of that name; 0 if there is none.
    quint16 number(const char *name) const;
    api::Result<> setNumber(const char *name, quint16 value) const;
    void setText(const char *name, const QByteArray &text) const; ///< for people; nothing depends on it
    /// Deletes everything in it, and the folder.
    api::Result<> erase();

private:
    DataFolder(QString path, int fd)
        : m_path(std::move(path))
        , m_fd(fd)
    {
    }
    QString m_path;
    int m_fd;
};

} // namespace orrery::cluster
