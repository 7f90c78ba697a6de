// SPDX-License-Identifier: GPL-3.0-only
// What is done to clusters as wholes: made, copied, brought in and out, ended.
#include "app/cluster/datafolder.h"
#include "app/cluster/folders.h"
#include "app/clusters/clusters.h"

#include <QFileInfo>
#include <QPointer>
#include <QSettings>
#include <QTimer>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace orrery::clusters {

using api::error;
using api::Reason;
using api::Result;
using cluster::Known;

namespace {

/// A folder's operation says steps; people read words.
cluster::BackupProgress worded(const Work::Progress &progress)
{
    return [progress](cluster::BackupStep step) {
        return progress(step == cluster::BackupStep::Copy ? Clusters::tr("Copying objects and keys")
                            : step == cluster::BackupStep::Check ? Clusters::tr("Checking the copy")
                                                                 : Clusters::tr("Putting it in place"));
    };
}

/// Whether that process is one of this program: the number in a lock may be another machine's.
bool isOurProgram(qint64 process)
{
    const QString theirs = QFileInfo(QStringLiteral("/proc/%1/exe").arg(process)).symLinkTarget();
    return !theirs.isEmpty() && QFileInfo(theirs).fileName() == QFileInfo(QStringLiteral("/proc/self/exe")).symLinkTarget().section(QLatin1Char('/'), -1);
}

} // namespace

Work *Clusters::run(const QString &title, bool cancellable, Work::Body body, const std::function<void(const QString &)> &then)
{
    auto *work = new Work(title, cancellable, std::move(body), this);
    connect(work, &Work::finished, this, then);
    connect(work, &Work::failed, this, [this, title](const QString &message) {
        if (!message.isEmpty())
            Q_EMIT failed(title, message);
    });
    connect(work, &QObject::destroyed, this, [this] {
        Q_EMIT workChanged();
        m_catalogue->measure();
    });
    Q_EMIT workChanged();
    return work;
}

QString Clusters::whyNoName(const QString &name) const
{
    if (const QString why = cluster::whyNoName(name); !why.isEmpty())
        return why;
    for (const Known &known : m_catalogue->all()) {
        if (known.isEmbedded && known.name.compare(name.trimmed(), Qt::CaseInsensitive) == 0)
            return tr("There is a cluster of that name already.");
    }
    return {};
}

void Clusters::create(const QString &name, int nodes, const QString &provider, int cpus, int memory)
{
    const auto folder = cluster::createFolder(m_folder, name);
    if (!folder) {
        Q_EMIT failed(tr("Create %1").arg(name), QString::fromUtf8(folder.error().message));
        return;
    }
    Tab *tab = add(knownOf(cluster::idOfFolder(*folder)));
    tab->wantNodes({nodes, provider.toUtf8(), cpus, memory});
    setCurrent(m_tabs.count() - 1);
    m_catalogue->look();
}

void Clusters::stop(const QString &id)
{
    QList<Tab *> tabs = m_background;
    if (Tab *tab = m_tabs.at(m_tabs.indexOf(id)))
        tabs += tab;
    for (Tab *tab : std::as_const(tabs)) {
        if (tab->clusterId() == id && tab->isHosted())
            return whenStopped(id, [] { });
    }
    const Known known = knownOf(id);
    const auto look = cluster::DataFolder::look(known.place);
    if (!known.isEmbedded || !look.isHeld)
        return;
    if (look.holder <= 1 || !isOurProgram(look.holder)) {
        Q_EMIT failed(tr("Stop %1").arg(known.name), tr("It is not known which process runs it; stop that one yourself."));
        return;
    }
    if (Tab *tab = m_tabs.at(m_tabs.indexOf(id)))
        tab->stop();
    run(
        tr("Stop %1").arg(known.name), false,
        [process = look.holder, folder = known.place](const Work::Progress &progress) -> Result<QString> {
            progress(tr("Waiting for its process to end"));
            if (::kill(pid_t(process), SIGTERM) != 0)
                return error(Reason::Forbidden, QByteArray("cannot stop it: ") + std::strerror(errno));
            for (int i = 0; i < 600 && cluster::DataFolder::look(folder).isHeld; ++i) {
                if (!progress(tr("Waiting for its process to end")))
                    break;
                QThread::msleep(50);
            }
            if (cluster::DataFolder::look(folder).isHeld)
                return error(Reason::Timeout, "its process has not ended within 30 s");
            return QString();
        },
        [](const QString &) { });
}

/// Ends it if it is hosted here, and goes on when it has ended.
void Clusters::whenStopped(const QString &id, const std::function<void()> &then)
{
    Tab *hosted = nullptr;
    for (Tab *tab : m_tabs.all() + m_background) {
        if (tab->clusterId() != id)
            continue;
        if (tab->isHosted())
            hosted = tab;
        else
            tab->stop(); // its session, at least
    }
    if (!hosted)
        return then();
    connect(
        hosted, &Tab::stopped, this,
        [this, hosted, then] {
            if (m_background.removeOne(hosted))
                hosted->deleteLater();
            m_catalogue->look();
            then();
        },
        Qt::SingleShotConnection);
    hosted->stop();
}

void Clusters::rename(const QString &id, const QString &name)
{
    const Known known = knownOf(id);
    if (known.name == name.trimmed())
        return;
    const QString why = known.isEmbedded ? whyNoName(name) : tr("A context has the name that its kubeconfig gives it.");
    const auto renamed = why.isEmpty() ? cluster::rename(known.place, name) : error(Reason::BadRequest, why.toUtf8());
    if (!renamed)
        Q_EMIT failed(tr("Rename %1").arg(known.name), QString::fromUtf8(renamed.error().message));
    m_catalogue->look();
}

void Clusters::duplicate(const QString &id, const QString &name)
{
    const Known known = knownOf(id);
    run(
        tr("Duplicate %1").arg(known.name), true,
        [folder = known.place, name](const Work::Progress &progress) { return cluster::duplicate(folder, name, worded(progress)); },
        [this, name](const QString &) { Q_EMIT done(tr("%1 is there. Open it to start it.").arg(name)); });
}

void Clusters::remove(const QString &id)
{
    const Known known = knownOf(id);
    if (!known.isEmbedded || !m_program.erase)
        return;
    whenStopped(id, [this, known] {
        if (const int index = m_tabs.indexOf(known.id); index >= 0)
            close(index);
        run(
            tr("Delete %1").arg(known.name), false,
            [erase = m_program.erase, folder = known.place](const Work::Progress &progress) -> Result<QString> {
                progress(tr("Ending its machines"));
                ORRERY_CHECK(erase(folder));
                return QString();
            },
            [this, known](const QString &) {
                m_elsewhere.removeOne(known.place);
                m_catalogue->setPlaces(places());
                Q_EMIT done(tr("%1 is deleted.").arg(known.name));
            });
    });
}

void Clusters::exportTo(const QString &id, const QUrl &file)
{
    const Known known = knownOf(id);
    run(
        tr("Export %1").arg(known.name), true,
        [folder = known.place, path = file.toLocalFile()](const Work::Progress &progress) -> Result<QString> {
            ORRERY_TRY(made, cluster::backUp(folder, path, worded(progress)));
            Q_UNUSED(made)
            return path;
        },
        [this, known](const QString &path) { Q_EMIT done(tr("%1 is in %2. Who has the file has the cluster.").arg(known.name, path)); });
}

void Clusters::importFrom(const QUrl &file, const QString &name)
{
    run(
        tr("Import %1").arg(name), true,
        [path = file.toLocalFile(), parent = m_folder, name](const Work::Progress &progress) {
            return cluster::import(path, parent, name, worded(progress));
        },
        [this](const QString &folder) { open(cluster::idOfFolder(folder)); });
}

void Clusters::addKubeconfig(const QUrl &file)
{
    const QString path = QFileInfo(file.toLocalFile()).absoluteFilePath();
    run(
        tr("Open %1").arg(QFileInfo(path).fileName()), false,
        [path](const Work::Progress &) -> Result<QString> {
            ORRERY_TRY(config, client::Kubeconfig::read({path}));
            const auto contexts = config.contexts();
            if (contexts.isEmpty())
                return error(Reason::NotFound, path.toUtf8() + " has no context");
            return QString::fromUtf8(config.currentContext().isEmpty() && contexts.size() == 1 ? contexts.first().name : config.currentContext());
        },
        [this, path](const QString &context) {
            if (!m_opened.contains(path))
                m_opened += path;
            if (m_kept)
                QSettings().setValue(QStringLiteral("clusters/kubeconfigs"), m_opened);
            m_catalogue->setPlaces(places());
            const QStringList usual = cluster::usualKubeconfigs();
            if (!context.isEmpty())
                open(cluster::idOfContext(usual.contains(path) ? usual.join(u':') : path, context.toUtf8()));
        });
}

void Clusters::forget(const QString &id)
{
    const Known known = knownOf(id);
    m_opened.removeOne(known.place);
    if (m_kept)
        QSettings().setValue(QStringLiteral("clusters/kubeconfigs"), m_opened);
    m_catalogue->setPlaces(places());
}

void Clusters::checkHost()
{
    if (!m_program.checkHost)
        return;
    const auto facts = std::make_shared<QVariantList>();
    run(
        tr("Look at this computer"), false,
        [check = m_program.checkHost, facts](const Work::Progress &) -> Result<QString> {
            for (const HostFact &fact : check()) {
                const char *level = fact.level == HostFact::Level::Good ? "good" : fact.level == HostFact::Level::Limited ? "limited" : "missing";
                *facts += QVariantMap{{QStringLiteral("title"), fact.title},
                                      {QStringLiteral("meaning"), fact.meaning},
                                      {QStringLiteral("remedy"), fact.remedy},
                                      {QStringLiteral("level"), QLatin1String(level)}};
            }
            return QString();
        },
        [this, facts](const QString &) {
            m_host = *facts;
            Q_EMIT hostChanged();
        });
}

void Clusters::leave(bool keep)
{
    QStringList folders, ids;
    for (const Tab *tab : m_tabs.all() + m_background) {
        if (tab->isHosted()) {
            folders += tab->known().place;
            ids += tab->clusterId();
        }
    }
    if (ids.isEmpty())
        return Q_EMIT left();
    // Each ends here, with all that it has acknowledged on the disk, before another process takes it over.
    const auto remaining = std::make_shared<qsizetype>(ids.size());
    const auto ended = [this, remaining, folders, keep] {
        if (--*remaining > 0)
            return;
        if (!keep || !m_program.keepRunning)
            return Q_EMIT left();
        Work *work = run(
            tr("Hand over"), false,
            [keepRunning = m_program.keepRunning, folders](const Work::Progress &progress) -> Result<QString> {
                progress(tr("Starting them in processes of their own"));
                ORRERY_CHECK(keepRunning(folders));
                return QString();
            },
            [this](const QString &) { Q_EMIT left(); });
        connect(work, &Work::failed, this, [this] {
            if (Tab *tab = currentTab())
                tab->open(); // as it was
        });
    };
    for (const QString &id : std::as_const(ids))
        whenStopped(id, ended);
}

} // namespace orrery::clusters
