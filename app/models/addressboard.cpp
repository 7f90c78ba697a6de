// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/addressboard.h"

namespace orrery::models {

namespace {

QString grouped(Number number)
{
    return QLocale().toString(qulonglong(std::min<Number>(number, std::numeric_limits<qulonglong>::max())));
}

} // namespace

AddressBoard::AddressBoard(QObject *parent)
    : QAbstractListModel(parent)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(200);
    connect(&m_frame, &QTimer::timeout, this, &AddressBoard::rebuild);
}

void AddressBoard::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    if (m_session)
        m_session->disconnect(this);
    for (const QPointer<cluster::Feed> &feed : std::as_const(m_feeds)) {
        if (feed)
            feed->disconnect(this);
    }
    m_feeds.clear();
    m_sources = {};
    m_session = session;
    if (session) {
        follow(client::gvr::nodes, &AddressSources::setNode);
        follow(client::gvr::services, &AddressSources::setService);
        follow(client::gvr::pods, &AddressSources::setPod);
        connect(session, &cluster::Session::kindsChanged, this, &AddressBoard::followServed);
        followServed();
    }
    rebuild();
    Q_EMIT sessionChanged();
}

/// What older clusters do not have.
void AddressBoard::followServed()
{
    const auto isServed = [this](const char *kind) { return m_session->isOffline() || m_session->kind(QString::fromLatin1(kind)); };
    if (isServed("ServiceCIDR"))
        follow(client::gvr::serviceCidrs, &AddressSources::setServiceRange);
    if (isServed("IPAddress"))
        follow(client::gvr::ipAddresses, &AddressSources::setAllocated);
}

void AddressBoard::follow(const api::Gvr &gvr, Setter set)
{
    cluster::Feed *feed = m_session->feed(gvr);
    if (m_feeds.contains(feed))
        return;
    m_feeds += feed;
    for (const api::Object &object : feed->objects())
        (m_sources.*set)(object.key(), object);
    connect(feed, &cluster::Feed::changed, this, [this, set](const QList<cluster::Change> &changes) {
        for (const cluster::Change &change : changes)
            (m_sources.*set)(change.object().key(), change.now);
        if (!m_frame.isActive())
            m_frame.start();
    });
    connect(feed, &cluster::Feed::synced, this, &AddressBoard::rebuild);
}

bool AddressBoard::isLoaded() const
{
    return !m_feeds.isEmpty()
        && std::all_of(m_feeds.cbegin(), m_feeds.cend(), [](const auto &feed) { return !feed || feed->isSynced() || !feed->refusal().isEmpty(); });
}

void AddressBoard::rebuild()
{
    QList<AddressBlock> blocks = blocksOf(m_sources);
    const bool same = std::equal(blocks.cbegin(), blocks.cend(), m_blocks.cbegin(), m_blocks.cend(), [](const auto &a, const auto &b) {
        return a.what == b.what && a.name == b.name && a.range == b.range && a.size == b.size;
    });
    if (!same) {
        beginResetModel();
        m_blocks = std::move(blocks);
        endResetModel();
    } else {
        for (qsizetype i = 0; i < blocks.size(); ++i) {
            if (blocks[i] == m_blocks[i])
                continue;
            m_blocks[i] = std::move(blocks[i]);
            Q_EMIT dataChanged(index(int(i)), index(int(i)));
        }
    }
    Q_EMIT boardChanged();
}

void AddressBoard::setWorkloads(const QVariantList &workloads)
{
    m_workloads = workloads;
    m_hues.clear();
    for (const QVariant &workload : workloads)
        m_hues.insert(workload.toMap()[QStringLiteral("id")].toString().toUtf8(), workload.toMap()[QStringLiteral("hue")].toInt());
    Q_EMIT hueChanged();
}

void AddressBoard::setSelected(const QVariantMap &selected)
{
    if (m_selected == selected)
        return;
    m_selected = selected;
    m_wanted.kind = selected[QStringLiteral("kind")].toString().toUtf8();
    m_wanted.key = {selected[QStringLiteral("ns")].toString().toUtf8(), selected[QStringLiteral("name")].toString().toUtf8()};
    Q_EMIT selectedChanged();
}

int AddressBoard::hue(const Holder &holder) const
{
    return m_hues.value(holder.workload, -1);
}

bool AddressBoard::isSelected(const Holder &holder) const
{
    return !m_wanted.key.name.isEmpty() && holder.kind == m_wanted.kind && holder.key == m_wanted.key;
}

QString AddressBoard::summary() const
{
    Number taken = 0, usable = 0;
    for (const AddressBlock &block : m_blocks) {
        if (block.what != AddressBlock::What::Pods && block.what != AddressBlock::What::OtherPods)
            continue;
        taken += block.used();
        usable += block.usable();
    }
    return usable > 0 ? tr("%1 of %2 pod addresses taken").arg(grouped(taken), grouped(usable))
                      : tr("%1 pod addresses taken").arg(grouped(taken));
}

QVariantList AddressBoard::full() const
{
    QVariantList list;
    for (int i = 0; i < count(); ++i) {
        const AddressBlock &block = m_blocks[i];
        if (!block.isFull())
            continue;
        const QString what = tr("%1 is full: %2 of %3 taken.")
                                 .arg(QString::fromUtf8(block.rangeText()), grouped(block.used()), grouped(block.usable()));
        QString so, advice;
        switch (block.what) {
        case AddressBlock::What::Pods:
        case AddressBlock::What::OtherPods:
            so = tr("New pods on %1 wait.").arg(QString::fromUtf8(block.name));
            advice = tr("Cordon the node so that new pods go elsewhere, delete pods there, or add a node.");
            break;
        case AddressBlock::What::Services:
            so = tr("A new service with a ClusterIP is refused.");
            advice = tr("Delete a service, make one headless (clusterIP: None), or add a ServiceCIDR.");
            break;
        case AddressBlock::What::NodePorts:
            so = tr("A new service of type NodePort or LoadBalancer is refused.");
            advice = tr("Delete a service of those types, or make it a ClusterIP one.");
            break;
        case AddressBlock::What::Nodes:
            break;
        }
        list += QVariantMap{{QStringLiteral("block"), i}, {QStringLiteral("text"), what + u' ' + so}, {QStringLiteral("advice"), advice}};
    }
    return list;
}

QString AddressBoard::title(const AddressBlock &block) const
{
    switch (block.what) {
    case AddressBlock::What::Services:
        return tr("Services");
    case AddressBlock::What::NodePorts:
        return tr("Node ports");
    case AddressBlock::What::Nodes:
        return tr("Nodes");
    case AddressBlock::What::OtherPods:
        return tr("Other pods");
    case AddressBlock::What::Pods:
        break;
    }
    return QString::fromUtf8(block.name);
}

QString AddressBoard::countText(const AddressBlock &block) const
{
    const QString used = grouped(block.used());
    return block.usable() > 0 ? tr("%1 of %2 taken").arg(used, grouped(block.usable())) : tr("%1 taken").arg(used);
}

QVariantMap AddressBoard::cell(int row, int index, int turn) const
{
    const AddressBlock *found = block(row);
    if (!found || index < 0 || index >= found->cells())
        return {};
    const auto [begin, end] = found->holders(index);
    const int many = int(std::distance(begin, end));
    QVariantMap cell{{QStringLiteral("address"), QString::fromUtf8(found->cellText(index))},
                     {QStringLiteral("kind"), QString()},
                     {QStringLiteral("ns"), QString()},
                     {QStringLiteral("name"), QString()},
                     {QStringLiteral("more"), std::max(0, many - 1)}};
    QString text;
    if (many > 0) {
        const auto at = std::next(begin, turn % many);
        const Holder &holder = at->second;
        cell[QStringLiteral("kind")] = QString::fromUtf8(holder.kind);
        cell[QStringLiteral("ns")] = QString::fromUtf8(holder.key.ns);
        cell[QStringLiteral("name")] = QString::fromUtf8(holder.key.name);
        text = QString::fromUtf8(holder.kind + ' ' + holder.key.path());
        if (holder.leaving)
            text += QStringLiteral(" · ") + tr("terminating");
        if (found->stride() > 1)
            text += QStringLiteral(" · ") + QString::fromUtf8(found->addressText(at->first));
        if (many > 1)
            text += QStringLiteral(" · ") + tr("and %n more", nullptr, many - 1);
    } else if (found->cell(index) == AddressBlock::Cell::Reserved) {
        text = index == 0 ? tr("reserved: the network itself")
            : index == 1  ? tr("reserved: the node's end, the pods' gateway")
                          : tr("reserved: broadcast");
    } else {
        text = found->cell(index) == AddressBlock::Cell::Free ? tr("free") : tr("nothing known here");
    }
    cell[QStringLiteral("text")] = text;
    return cell;
}

QVariantMap AddressBoard::place(int row, Number offset) const
{
    const int index = m_blocks[row].cellOf(offset);
    const QVariantMap there = cell(row, index);
    return {{QStringLiteral("block"), row},
            {QStringLiteral("cell"), index},
            {QStringLiteral("text"), there[QStringLiteral("address")].toString() + QStringLiteral(" · ") + there[QStringLiteral("text")].toString()}};
}

QVariantMap AddressBoard::find(const QString &text) const
{
    const QString wanted = text.trimmed();
    const auto nowhere = [](const QString &why) {
        return QVariantMap{{QStringLiteral("block"), -1}, {QStringLiteral("cell"), -1}, {QStringLiteral("text"), why}};
    };
    if (wanted.isEmpty())
        return nowhere({});
    if (const auto address = Address::parse(wanted.toUtf8())) {
        int best = -1;
        for (int i = 0; i < count(); ++i) { // the narrowest: a range may lie in another
            const AddressBlock &block = m_blocks[i];
            if (block.what != AddressBlock::What::NodePorts && block.range.contains(*address)
                && (best < 0 || block.range.prefix > m_blocks[best].range.prefix))
                best = i;
        }
        if (best >= 0)
            return place(best, address->value - m_blocks[best].range.first.value);
        return nowhere(tr("%1 is in none of these ranges.").arg(wanted));
    }
    bool isPort = false;
    const quint32 port = wanted.toUInt(&isPort);
    std::optional<std::pair<int, Number>> begins, contains;
    for (int i = 0; i < count(); ++i) {
        const AddressBlock &block = m_blocks[i];
        if (isPort && block.what == AddressBlock::What::NodePorts && port >= block.firstPort && port - block.firstPort < block.size)
            return place(i, port - block.firstPort);
        for (const auto &[offset, holder] : block.taken) {
            const QString name = QString::fromUtf8(holder.key.name);
            if (name.compare(wanted, Qt::CaseInsensitive) == 0)
                return place(i, offset);
            if (!begins && name.startsWith(wanted, Qt::CaseInsensitive))
                begins = {i, offset};
            if (!contains && name.contains(wanted, Qt::CaseInsensitive))
                contains = {i, offset};
        }
    }
    if (begins)
        return place(begins->first, begins->second);
    if (contains)
        return place(contains->first, contains->second);
    return nowhere(tr("Nothing here is called %1.").arg(wanted));
}

QVariantMap AddressBoard::whereSelected() const
{
    for (int i = 0; i < count(); ++i) {
        for (const auto &[offset, holder] : m_blocks[i].taken) {
            if (isSelected(holder))
                return place(i, offset);
        }
    }
    return {{QStringLiteral("block"), -1}, {QStringLiteral("cell"), -1}};
}

QVariant AddressBoard::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AddressBlock &block = m_blocks[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return title(block);
    case RangeRole:
        return QString::fromUtf8(block.rangeText());
    case CountRole:
        return countText(block);
    case FullRole:
        return block.isFull();
    case ShareRole:
        return block.usable() > 0 ? double(block.used()) / double(block.usable()) : 0.0;
    case SymbolRole:
        return block.what == AddressBlock::What::Services ? QStringLiteral("service")
            : block.what == AddressBlock::What::NodePorts ? QStringLiteral("globe")
            : block.what == AddressBlock::What::OtherPods ? QStringLiteral("pods")
                                                          : QStringLiteral("node");
    case NodeRole:
        return block.what == AddressBlock::What::Pods ? QString::fromUtf8(block.name) : QString();
    case CellsRole:
        return block.cells();
    }
    return {};
}

QHash<int, QByteArray> AddressBoard::roleNames() const
{
    return {{TitleRole, "title"}, {RangeRole, "range"},   {CountRole, "countText"}, {FullRole, "full"},
            {ShareRole, "share"}, {SymbolRole, "symbol"}, {NodeRole, "node"},       {CellsRole, "cells"}};
}

} // namespace orrery::models
