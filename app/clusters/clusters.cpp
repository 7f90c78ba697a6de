// SPDX-License-Identifier: GPL-3.0-only
#include "app/clusters/clusters.h"

#include "app/cluster/datafolder.h"
#include "app/cluster/folders.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>

namespace orrery::clusters {

using cluster::Known;

Clusters::Clusters(Program program, const QString &clustersFolder, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_folder(clustersFolder.isEmpty() ? cluster::clustersFolder() : clustersFolder)
    , m_tabs(this)
{
    connect(&m_tabs, &TabList::countChanged, this, &Clusters::tabsChanged);
}

Clusters::~Clusters()
{
    // What they are at ends first: it may be about a cluster below.
    qDeleteAll(findChildren<Work *>(QString(), Qt::FindDirectChildrenOnly));
    while (m_tabs.count() > 0)
        delete m_tabs.take(m_tabs.count() - 1);
    qDeleteAll(m_background);
}

void Clusters::show(std::unique_ptr<cluster::Session> recorded)
{
    m_catalogue = std::make_unique<cluster::Catalogue>(cluster::CataloguePlaces{});
    m_tabs.append(new Tab(std::move(recorded), this));
    setCurrent(0);
}

void Clusters::begin(const Opening &opening)
{
    QStringList open;
    QString front;
    if (m_kept) {
        const QSettings settings;
        m_opened = settings.value(QStringLiteral("clusters/kubeconfigs")).toStringList().mid(0, 100);
        setClosing(settings.value(QStringLiteral("clusters/closing")).toString());
        if (opening.again) {
            open = settings.value(QStringLiteral("clusters/open")).toStringList().mid(0, 50);
            front = settings.value(QStringLiteral("clusters/front")).toString();
        }
    }
    if (!opening.folder.isEmpty()) {
        const QString folder = QDir(opening.folder).absolutePath();
        if (QFileInfo(folder).absolutePath() != m_folder)
            m_elsewhere += folder;
        open = QStringList(cluster::idOfFolder(folder));
    } else if (!opening.kubeconfig.isEmpty()) {
        const QString file = QFileInfo(opening.kubeconfig).absoluteFilePath();
        if (!m_opened.contains(file))
            m_opened += file;
        open = QStringList(cluster::idOfContext(file, opening.context));
    } else if (!opening.context.isEmpty()) {
        open = QStringList(cluster::idOfContext(cluster::usualKubeconfigs().join(u':'), opening.context));
    } else if (open.isEmpty() && cluster::DataFolder::look(m_folder + QLatin1String("/default")).isCluster) {
        open = QStringList(cluster::idOfFolder(m_folder + QLatin1String("/default")));
    }
    m_catalogue = std::make_unique<cluster::Catalogue>(places());
    connect(m_catalogue.get(), &cluster::Catalogue::changed, this, &Clusters::refresh);
    for (const QString &id : std::as_const(open)) {
        const Known known = knownOf(id);
        // What has gone since is not made anew.
        if (known.isEmbedded && opening.again && !QFileInfo::exists(known.place))
            continue;
        Tab *tab = add(known);
        if (!opening.folder.isEmpty())
            tab->wantNodes(opening.nodes);
    }
    m_remembers = m_kept && opening.again;
    setCurrent(std::max(0, m_tabs.indexOf(front)));
}

cluster::CataloguePlaces Clusters::places() const
{
    return {m_folder, cluster::usualKubeconfigs(), m_opened, m_elsewhere};
}

/// By what its id says, where the catalogue has not looked yet.
Known Clusters::knownOf(const QString &id) const
{
    if (const Known *known = m_catalogue->find(id))
        return *known;
    Known known;
    known.id = id;
    known.isEmbedded = id.startsWith(QLatin1String("folder:"));
    known.place = id.section(QLatin1Char(':'), 1);
    if (known.isEmbedded) {
        known.name = cluster::nameOf(known.place);
        return known;
    }
    known.context = known.place.section(QLatin1Char('#'), 1).toUtf8();
    known.place = known.place.section(QLatin1Char('#'), 0, 0);
    known.name = known.context.isEmpty() ? QFileInfo(known.place).fileName() : QString::fromUtf8(known.context);
    return known;
}

Tab *Clusters::add(const Known &known)
{
    const auto kept = std::find_if(m_background.begin(), m_background.end(), [&](const Tab *tab) { return tab->clusterId() == known.id; });
    Tab *tab = kept == m_background.end() ? nullptr : *kept;
    if (tab) {
        m_background.erase(kept);
    } else {
        tab = new Tab(known, m_program, this);
        adopt(tab);
    }
    m_tabs.append(tab);
    remember();
    return tab;
}

void Clusters::adopt(Tab *tab)
{
    connect(tab, &Tab::changed, this, [this] {
        Q_EMIT hostedChanged();
        refresh();
        m_catalogue->look();
    });
}

void Clusters::setCurrent(int index)
{
    index = std::clamp(index, -1, m_tabs.count() - 1);
    m_current = index;
    Q_EMIT currentChanged();
    // One that was never in front costs nothing.
    if (Tab *tab = currentTab(); tab && tab->problem().isEmpty())
        tab->open();
    remember();
}

void Clusters::open(const QString &id)
{
    int index = m_tabs.indexOf(id);
    if (index < 0) {
        add(knownOf(id));
        index = m_tabs.count() - 1;
    }
    setCurrent(index);
    currentTab()->open();
}

void Clusters::close(int index)
{
    Tab *tab = m_tabs.at(index);
    if (!tab)
        return;
    m_tabs.take(index);
    if (tab->isHosted())
        m_background += tab;
    else
        tab->deleteLater();
    // The one that comes into its place is in front.
    setCurrent(index < m_current ? m_current - 1 : std::min(m_current, m_tabs.count() - 1));
    refresh();
}

void Clusters::move(int from, int to)
{
    if (from == to || !m_tabs.at(from) || !m_tabs.at(to))
        return;
    const QString front = currentTab() ? currentTab()->clusterId() : QString();
    m_tabs.move(from, to);
    m_current = m_tabs.indexOf(front);
    Q_EMIT currentChanged();
    remember();
}

void Clusters::remember()
{
    if (!m_remembers)
        return;
    QStringList open;
    for (const Tab *tab : m_tabs.all())
        open += tab->clusterId();
    QSettings settings;
    settings.setValue(QStringLiteral("clusters/open"), open);
    settings.setValue(QStringLiteral("clusters/front"), currentTab() ? currentTab()->clusterId() : QString());
}

void Clusters::setClosing(const QString &closing)
{
    if (m_closing == closing || !QStringList{QStringLiteral("ask"), QStringLiteral("keep"), QStringLiteral("stop")}.contains(closing))
        return;
    m_closing = closing;
    if (m_kept)
        QSettings().setValue(QStringLiteral("clusters/closing"), closing);
    Q_EMIT closingChanged();
}

int Clusters::hostedCount() const
{
    const auto hosted = [](const Tab *tab) { return tab->isHosted(); };
    return int(std::count_if(m_tabs.all().begin(), m_tabs.all().end(), hosted) + m_background.size());
}

bool Clusters::isNewcomer() const
{
    return canHost() && isComplete() && m_tabs.count() == 0
        && std::none_of(m_known.cbegin(), m_known.cend(), [](const QVariant &known) { return known.toMap().value(QStringLiteral("embedded")).toBool(); });
}

QList<QObject *> Clusters::work() const
{
    QList<QObject *> all;
    for (Work *work : findChildren<Work *>(QString(), Qt::FindDirectChildrenOnly))
        all += work;
    return all;
}

/// What the catalogue says and what is done with it here, together for QML.
void Clusters::refresh()
{
    if (!m_catalogue)
        return;
    QVariantList all;
    for (const Known &known : m_catalogue->all()) {
        const int index = m_tabs.indexOf(known.id);
        Tab *tab = m_tabs.at(index);
        for (Tab *kept : std::as_const(m_background)) {
            if (kept->clusterId() == known.id)
                tab = kept;
        }
        if (tab && known.isEmbedded)
            tab->setName(known.name);
        const bool here = tab && tab->isHosted();
        all += QVariantMap{{QStringLiteral("id"), known.id},
                           {QStringLiteral("name"), known.name},
                           {QStringLiteral("embedded"), known.isEmbedded},
                           {QStringLiteral("place"), known.place},
                           {QStringLiteral("context"), QString::fromUtf8(known.context)},
                           {QStringLiteral("server"), QString::fromUtf8(known.server)},
                           {QStringLiteral("user"), QString::fromUtf8(known.user)},
                           {QStringLiteral("insecure"), known.isInsecure},
                           {QStringLiteral("current"), known.isCurrent},
                           {QStringLiteral("opened"), m_opened.contains(known.place)},
                           {QStringLiteral("running"), known.isRunning || here},
                           {QStringLiteral("here"), here},
                           {QStringLiteral("elsewhere"), known.isRunning && !here},
                           {QStringLiteral("open"), index},
                           {QStringLiteral("port"), known.port},
                           {QStringLiteral("size"), known.bytes < 0 ? QString() : QLocale().formattedDataSize(known.bytes, 0)},
                           {QStringLiteral("version"), known.version},
                           {QStringLiteral("problem"), known.problem}};
    }
    if (std::exchange(m_known, all) != all || !isComplete())
        Q_EMIT knownChanged();
    else if (m_known.isEmpty())
        Q_EMIT knownChanged(); // that there is nothing is news, too
}

void Clusters::look()
{
    m_catalogue->look();
}

} // namespace orrery::clusters
