// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/nodelistmodel.h"

#include "app/models/facts.h"
#include "app/cluster/naturalorder.h"

namespace orrery::models {

bool NodeListModel::Row::operator==(const Row &other) const
{
    return name == other.name && pods == other.pods && node.document().identical(other.node.document())
        && machine.document().identical(other.machine.document());
}

NodeListModel::NodeListModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void NodeListModel::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    for (cluster::Feed *feed : {m_nodes.data(), m_machines.data(), m_pods.data()}) {
        if (feed)
            feed->disconnect(this);
    }
    m_nodes = session ? session->feed(client::gvr::nodes) : nullptr;
    m_machines = session ? session->feed(client::gvr::machines) : nullptr;
    m_pods = session ? session->feed(client::gvr::pods) : nullptr;
    for (cluster::Feed *feed : {m_nodes.data(), m_machines.data(), m_pods.data()}) {
        if (!feed)
            continue;
        connect(feed, &cluster::Feed::changed, this, &NodeListModel::refresh);
        connect(feed, &cluster::Feed::synced, this, &NodeListModel::countChanged);
    }
    refresh();
    Q_EMIT sessionChanged();
}

bool NodeListModel::isSynced() const
{
    return m_nodes && m_nodes->isSynced();
}

void NodeListModel::refresh()
{
    QMap<QByteArray, Row> byName;
    const auto row = [&](const QByteArray &name) -> Row & {
        Row &row = byName[name];
        row.name = name;
        return row;
    };
    if (m_machines) {
        for (const api::Object &machine : m_machines->objects())
            row(machine.name()).machine = machine;
    }
    if (m_nodes) {
        for (const api::Object &node : m_nodes->objects())
            row(node.name()).node = node;
    }
    if (m_pods) {
        for (const api::Object &pod : m_pods->objects()) {
            if (const auto it = byName.find(pod.spec()["nodeName"].bytes()); it != byName.end())
                ++it->pods;
        }
    }
    QList<Row> rows = byName.values();
    std::sort(rows.begin(), rows.end(),
              [](const Row &a, const Row &b) { return cluster::compareNaturally(a.name, b.name) < 0; });

    const bool sameNames = std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(),
                                      [](const Row &a, const Row &b) { return a.name == b.name; });
    if (!sameNames) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(int(i)), index(int(i)));
    }
}

/// The Machine's conditions as steps: [{label, done, failed, message}].
QVariantList NodeListModel::phases(const api::Object &machine) const
{
    static const struct
    {
        const char *type;
        const char *label;
    } steps[] = {
        {"Provisioned", QT_TR_NOOP("Provisioned")},
        {"Booted", QT_TR_NOOP("Booted")},
        {"AgentConnected", QT_TR_NOOP("Agent")},
        {"Ready", QT_TR_NOOP("Ready")},
    };
    QVariantList list;
    for (const auto &step : steps) {
        const api::Value &condition = api::condition(machine, step.type);
        list += QVariantMap{{QStringLiteral("label"), tr(step.label)},
                            {QStringLiteral("done"), condition["status"].text() == "True"},
                            {QStringLiteral("failed"),
                             machine.status()["phase"].text() == "Failed" && condition["status"].text() != "True"},
                            {QStringLiteral("message"), condition["message"].string()}};
    }
    return list;
}

int NodeListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NodeListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[index.row()];
    const api::Object &shown = row.node ? row.node : row.machine;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromUtf8(row.name);
    case StateRole:
        return row.machine && row.machine.isDeleting() ? tr("Removing") : stateOf(shown).text;
    case LevelRole:
        return int(stateOf(shown).level);
    case PhasesRole:
        return row.machine ? phases(row.machine) : QVariantList();
    case MessageRole: {
        const QString ready = api::condition(shown, "Ready")["message"].string();
        return stateOf(shown).level == State::Level::Good ? QString() : ready;
    }
    case AddressRole: {
        for (const api::Value &address : shown.status()["addresses"].items()) {
            if (address["type"].text() == "InternalIP")
                return address["address"].string();
        }
        return QString();
    }
    case PodCidrRole:
        return row.node.spec()["podCIDR"].string();
    case ProviderRole:
        return row.machine.spec()["provider"].string();
    case CapacityRole: {
        const api::Value &spec = row.machine.spec();
        return row.machine
            ? tr("%n CPU(s)", nullptr, int(spec["cpus"].integer(1))) + QStringLiteral(" · ") + spec["memory"].string()
            : QString();
    }
    case PoweredRole:
        return row.machine.spec()["powerState"].text() != "Off";
    case HasMachineRole:
        return bool(row.machine);
    case SchedulableRole:
        return !row.node.spec()["unschedulable"].boolean();
    case PodsRole:
        return row.pods;
    }
    return {};
}

QHash<int, QByteArray> NodeListModel::roleNames() const
{
    return {{NameRole, "name"},       {StateRole, "stateText"},       {LevelRole, "level"},
            {PhasesRole, "phases"},   {MessageRole, "message"},       {AddressRole, "address"},
            {PodCidrRole, "podCidr"}, {ProviderRole, "provider"},     {CapacityRole, "capacity"},
            {PoweredRole, "powered"}, {HasMachineRole, "hasMachine"}, {SchedulableRole, "schedulable"},
            {PodsRole, "pods"}};
}

} // namespace orrery::models
