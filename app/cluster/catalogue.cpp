// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/catalogue.h"

#include "app/cluster/datafolder.h"
#include "app/cluster/folders.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include <sys/stat.h>

namespace orrery::cluster {

namespace {

constexpr int maxFolders = 500, maxContexts = 2000, maxFiles = 50'000;

/// What it takes on the disk, holes not counted.
qint64 sizeOf(const QString &folder)
{
    qint64 bytes = 0;
    int files = 0;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext() && ++files <= maxFiles) {
        struct stat about{};
        if (::lstat(QFile::encodeName(it.next()).constData(), &about) == 0)
            bytes += qint64(about.st_blocks) * 512;
    }
    return bytes;
}

QString lineOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(64)).trimmed() : QString();
}

/// Text of others, fit to be shown.
QString shown(const QByteArray &text)
{
    QString out = QString::fromUtf8(text.left(1024)).left(253);
    for (QChar &c : out) {
        if (!c.isPrint() && !c.isSurrogate())
            c = u' ';
    }
    return out;
}

void addFolder(QList<Known> &all, const QString &folder, const QHash<QString, qint64> &sizes)
{
    const DataFolder::Look look = DataFolder::look(folder);
    if (!look.isCluster && !QFile::exists(folder + QLatin1String("/name")))
        return; // nothing of ours
    Known known;
    known.id = idOfFolder(folder);
    known.isEmbedded = true;
    known.name = nameOf(folder);
    known.place = folder;
    known.isRunning = look.isHeld;
    known.process = look.holder;
    known.port = quint16(lineOf(folder + QLatin1String("/port")).toUShort());
    known.version = lineOf(folder + QLatin1String("/version"));
    const auto size = sizes.constFind(folder);
    known.bytes = size == sizes.cend() ? sizeOf(folder) : *size;
    all += known;
}

void addContexts(QList<Known> &all, const QStringList &files)
{
    const QString place = files.join(u':');
    const auto config = client::Kubeconfig::read(files);
    if (config.failedWith(api::Reason::NotFound))
        return;
    if (!config) {
        Known known;
        known.id = idOfContext(place, {});
        known.name = QFileInfo(files.first()).fileName();
        known.place = place;
        known.problem = QString::fromUtf8(config.error().message);
        all += known;
        return;
    }
    for (const client::Context &context : config->contexts()) {
        if (all.size() >= maxContexts)
            return;
        Known known;
        known.id = idOfContext(place, context.name);
        known.name = shown(context.name);
        known.place = place;
        known.context = context.name;
        known.server = shown(context.server).toUtf8();
        known.user = shown(context.user).toUtf8();
        known.isInsecure = context.insecure;
        known.isCurrent = context.name == config->currentContext();
        all += known;
    }
}

} // namespace

QString idOfFolder(const QString &folder)
{
    return QStringLiteral("folder:") + QDir(folder).absolutePath();
}

QString idOfContext(const QString &files, const QByteArray &context)
{
    return QStringLiteral("context:") + files + u'#' + QString::fromUtf8(context);
}

QStringList usualKubeconfigs()
{
    const QString list = qEnvironmentVariable("KUBECONFIG");
    const QStringList files = list.split(u':', Qt::SkipEmptyParts);
    return files.isEmpty() ? QStringList(QDir::homePath() + QLatin1String("/.kube/config")) : files;
}

QList<Known> lookAround(const CataloguePlaces &places, const QHash<QString, qint64> &sizes)
{
    QList<Known> all;
    // Links are not followed: what they point to is somebody's.
    const QFileInfoList folders = places.clusters.isEmpty()
        ? QFileInfoList()
        : QDir(places.clusters).entryInfoList(QDir::Dirs | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &folder : folders.mid(0, maxFolders))
        addFolder(all, folder.absoluteFilePath(), sizes);
    for (const QString &folder : places.folders) {
        const QString id = idOfFolder(folder);
        if (std::none_of(all.cbegin(), all.cend(), [&](const Known &known) { return known.id == id; }))
            addFolder(all, QDir(folder).absolutePath(), sizes);
    }
    if (!places.kubeconfigs.isEmpty())
        addContexts(all, places.kubeconfigs);
    for (const QString &file : places.opened) {
        if (!places.kubeconfigs.contains(file))
            addContexts(all, {file});
    }
    return all;
}

Catalogue::Catalogue(CataloguePlaces places, QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(50); // an editor writes a file in several steps
    connect(&m_soon, &QTimer::timeout, this, &Catalogue::start);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &Catalogue::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &Catalogue::look);
    start();
}

const Known *Catalogue::find(const QString &id) const
{
    const auto found = std::find_if(m_all.cbegin(), m_all.cend(), [&](const Known &known) { return known.id == id; });
    return found == m_all.cend() ? nullptr : &*found;
}

void Catalogue::setPlaces(const CataloguePlaces &places)
{
    if (places == m_places)
        return;
    m_places = places;
    look();
}

void Catalogue::look()
{
    m_soon.start();
}

void Catalogue::measure()
{
    m_sizes.clear();
    start();
}

void Catalogue::start()
{
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    QThreadPool::globalInstance()->start([self = QPointer(this), places = m_places, sizes = m_sizes] {
        const QList<Known> found = lookAround(places, sizes);
        // Asked on the thread of the application object: only there the pointer can be trusted.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, found, places] {
                if (self)
                    self->took(found, places);
            },
            Qt::QueuedConnection);
    });
}

void Catalogue::took(const QList<Known> &found, const CataloguePlaces &places)
{
    m_looking = false;
    if (std::exchange(m_again, false) || places != m_places)
        start();
    m_sizes.clear();
    for (const Known &known : found) {
        if (known.isEmbedded)
            m_sizes.insert(known.place, known.bytes);
    }
    const bool first = !std::exchange(m_complete, true), same = m_all == found;
    m_all = found;
    watch();
    if (first || !same)
        Q_EMIT changed();
}

/// The folders as well as the files: a file that is replaced is a new one, which nobody watches.
void Catalogue::watch()
{
    QStringList paths;
    if (!m_places.clusters.isEmpty())
        paths += m_places.clusters;
    for (const Known &known : std::as_const(m_all)) {
        if (known.isEmbedded && paths.size() < maxFolders)
            paths += known.place;
    }
    for (const QString &file : m_places.kubeconfigs + m_places.opened)
        paths += {file, QFileInfo(file).absolutePath()};
    paths.removeDuplicates();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : watched) {
        if (!paths.removeOne(path))
            m_watcher.removePath(path);
    }
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    if (!paths.isEmpty())
        m_watcher.addPaths(paths);
}

} // namespace orrery::cluster
