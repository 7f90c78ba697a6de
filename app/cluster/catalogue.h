// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/kubeconfig.h"

#include <QDateTime>
#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace orrery::cluster {

/// A cluster that could be opened. A value.
struct Known
{
    QString id; ///< the same from start to start
    bool isEmbedded = false; ///< a folder of this user; else a context of a kubeconfig
    QString name;
    QString place; ///< the folder, or the kubeconfig files, ':' between them
    QByteArray context, server, user; ///< of a context
    bool isInsecure = false, isCurrent = false; ///< of a context
    bool isRunning = false; ///< an embedded one: in some process
    qint64 process = 0; ///< that one, if known
    quint16 port = 0;
    qint64 bytes = -1; ///< on the disk; -1: not known yet
    QString version; ///< of the Orrery that ran it last
    QString problem; ///< why its file cannot be read
    bool operator==(const Known &) const = default;
};

QString idOfFolder(const QString &folder);
QString idOfContext(const QString &files, const QByteArray &context);

/// Where to look.
struct CataloguePlaces
{
    QString clusters; ///< the folder whose folders are embedded clusters
    QStringList kubeconfigs; ///< read as one
    QStringList opened; ///< kubeconfigs that people opened, each by itself
    QStringList folders; ///< embedded clusters elsewhere
    bool operator==(const CataloguePlaces &) const = default;
};
/// As kubectl: $KUBECONFIG, else ~/.kube/config.
QStringList usualKubeconfigs();

/// What it says at once about the places, in the calling thread. Bounds: 500 folders, 2,000 contexts, files of 4 MiB; sizes up to 50,000 files.
QList<Known> lookAround(const CataloguePlaces &places, const QHash<QString, qint64> &sizes = {});

/// The clusters that there are to open, looked for on a thread of the pool, again when a file changes and on look().
/// Does not: start, open or change any; run a program that a kubeconfig names.
/// Thread: gui. Lifetime: QObject parent.
class Catalogue final : public QObject
{
    Q_OBJECT
public:
    explicit Catalogue(CataloguePlaces places, QObject *parent = nullptr);
    const QList<Known> &all() const { return m_all; }
    const Known *find(const QString &id) const;
    bool isComplete() const { return m_complete || m_places == CataloguePlaces(); } ///< has looked once, or has nowhere to
    const CataloguePlaces &places() const { return m_places; }
    void setPlaces(const CataloguePlaces &places);
    void look(); ///< soon, once for many calls
    void measure(); ///< look(), and how large they are now

Q_SIGNALS:
    void changed();

private:
    void start();
    void took(const QList<Known> &found, const CataloguePlaces &places);
    void watch();

    CataloguePlaces m_places;
    QList<Known> m_all;
    QHash<QString, qint64> m_sizes;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    bool m_complete = false, m_looking = false, m_again = false;
};

} // namespace orrery::cluster
