// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/portforward.h"

#include <QClipboard>
#include <QGuiApplication>

namespace orrery::models {

using api::Object;
using api::Value;

struct PortForwards::Forward
{
    int id = 0, port = 0;
    QString kind, ns, name;
    PodSet pods;
    Object pod; ///< that new connections go to
    ForwardPod target;
    quint16 localPort = 0;
    ForwardCounts counts;
    QString failure, trouble;
    Forwarder *forwarder = nullptr; ///< on the thread of bytes, which deletes it
};

QString PortForwards::urlOf(const Forward &forward)
{
    const bool tls = forward.port == 443 || forward.port == 8443 || forward.port == 6443;
    const QString scheme = tls ? QStringLiteral("https") : QStringLiteral("http");
    return forward.localPort ? scheme + QStringLiteral("://127.0.0.1:") + QString::number(forward.localPort) : QString();
}

static bool isRunning(const Object &pod)
{
    return pod && !pod.isDeleting() && pod.status()["phase"].text() == "Running";
}

static int namedPort(const Object &pod, QByteArrayView name)
{
    for (const Value &container : pod.spec()["containers"].items()) {
        for (const Value &port : container["ports"].items()) {
            if (port["name"].text() == name)
                return int(port["containerPort"].integer());
        }
    }
    return 0;
}

int podPortOf(const Object &owner, const Object &pod, int port)
{
    if (!owner || owner.kind() != "Service")
        return port;
    for (const Value &offered : owner.spec()["ports"].items()) {
        if (offered["port"].integer() != port)
            continue;
        const Value &target = offered["targetPort"];
        return target.isString() ? namedPort(pod, target.text()) : int(target.integer(port));
    }
    return port;
}

PortForwards::PortForwards(QObject *parent)
    : QAbstractListModel(parent)
{
    m_thread.setObjectName(QStringLiteral("forward"));
}

PortForwards::~PortForwards()
{
    stopAll();
    m_thread.quit();
    m_thread.wait();
}

void PortForwards::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    stopAll();
    m_session = session;
    Q_EMIT sessionChanged();
}

int PortForwards::start(const QString &kind, const QString &ns, const QString &name, int port, int localPort)
{
    if (!m_session || count() >= maxForwards || port < 1 || port > 65535 || localPort < 0 || localPort > 65535)
        return -1;
    for (const auto &one : m_forwards) {
        if (one->kind == kind && one->ns == ns && one->name == name && one->port == port && one->failure.isEmpty()
            && (localPort == 0 || localPort == one->localPort))
            return one->id;
    }
    if (!m_thread.isRunning())
        m_thread.start();
    auto made = std::make_unique<Forward>();
    Forward &forward = *made;
    forward.id = ++m_lastId;
    forward.port = port;
    forward.kind = kind;
    forward.ns = ns;
    forward.name = name;
    forward.forwarder = new Forwarder(m_session->client().transport());
    forward.forwarder->moveToThread(&m_thread);
    // By its id: what the other thread has sent may come after the forward is gone.
    connect(forward.forwarder, &Forwarder::listening, this, [this, id = forward.id](quint16 localPort) {
        if (Forward *forward = find(id)) {
            forward->localPort = localPort;
            changed(id);
            Q_EMIT opened(id, urlOf(*forward));
        }
    });
    connect(forward.forwarder, &Forwarder::failed, this, [this, id = forward.id](const QString &message) {
        if (Forward *forward = find(id)) {
            forward->failure = message;
            changed(id);
        }
    });
    connect(forward.forwarder, &Forwarder::counted, this, [this, id = forward.id](const ForwardCounts &counts) {
        if (Forward *forward = find(id)) {
            forward->counts = counts;
            changed(id);
        }
    });
    connect(forward.forwarder, &Forwarder::troubled, this, [this, id = forward.id](const QString &message) {
        Forward *forward = find(id);
        if (forward && std::exchange(forward->trouble, message) != message)
            changed(id);
    });
    connect(&forward.pods, &PodSet::changed, this, [this, id = forward.id] { choose(id); });
    beginInsertRows({}, count(), count());
    m_forwards.push_back(std::move(made));
    endInsertRows();
    Q_EMIT countChanged();
    forward.pods.follow(m_session, kind, ns, name);
    choose(forward.id);
    QMetaObject::invokeMethod(
        forward.forwarder,
        [forwarder = forward.forwarder, localPort, port] { forwarder->listen(quint16(localPort), quint16(port)); },
        Qt::QueuedConnection);
    return forward.id;
}

/// The pod that it has while that serves, else the first that does.
void PortForwards::choose(int id)
{
    Forward &forward = *find(id);
    const auto serves = [&](const Object &pod) { return forward.kind == u"Pod" ? isRunning(pod) : isReady(pod); };
    const Object now = forward.pod ? forward.pods.pod(forward.pod.name()) : Object();
    if (!now || now.uid() != forward.pod.uid() || !serves(now)) {
        forward.pod = {};
        for (const Object &pod : forward.pods.pods()) {
            if (!forward.pod && serves(pod))
                forward.pod = pod;
        }
    }
    ForwardPod target;
    if (const int port = forward.pod ? podPortOf(forward.pods.owner(), forward.pod, forward.port) : 0)
        target = {forward.pod.ns(), forward.pod.name(), port};
    if (std::exchange(forward.target, target) == target)
        return;
    forward.trouble.clear();
    QMetaObject::invokeMethod(
        forward.forwarder, [forwarder = forward.forwarder, target] { forwarder->setPod(target); }, Qt::QueuedConnection);
    changed(id);
}

PortForwards::Forward *PortForwards::find(int id) const
{
    const auto found = std::find_if(m_forwards.cbegin(), m_forwards.cend(), [&](const auto &one) { return one->id == id; });
    return found == m_forwards.cend() ? nullptr : found->get();
}

void PortForwards::changed(int id)
{
    for (int row = 0; row < count(); ++row) {
        if (m_forwards[size_t(row)]->id == id)
            Q_EMIT dataChanged(index(row), index(row));
    }
}

void PortForwards::stop(int id)
{
    for (int row = 0; row < count(); ++row) {
        if (m_forwards[size_t(row)]->id != id)
            continue;
        beginRemoveRows({}, row, row);
        const std::unique_ptr<Forward> forward = std::move(m_forwards[size_t(row)]);
        m_forwards.erase(m_forwards.begin() + row);
        endRemoveRows();
        forward->forwarder->disconnect(this);
        forward->forwarder->deleteLater();
        Q_EMIT countChanged();
        return;
    }
}

void PortForwards::stopAll()
{
    while (!m_forwards.empty())
        stop(m_forwards.back()->id);
}

void PortForwards::copyUrl(int id) const
{
    if (const Forward *forward = find(id))
        QGuiApplication::clipboard()->setText(urlOf(*forward));
}

int PortForwards::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant PortForwards::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Forward &forward = *m_forwards[size_t(index.row())];
    switch (role) {
    case IdRole:
        return forward.id;
    case KindRole:
        return forward.kind;
    case NsRole:
        return forward.ns;
    case Qt::DisplayRole:
    case NameRole:
        return forward.name;
    case PortRole:
        return forward.port;
    case PodRole:
        return QString::fromUtf8(forward.target.name);
    case LocalPortRole:
        return forward.localPort;
    case UrlRole:
        return urlOf(forward);
    case StateRole:
        return !forward.failure.isEmpty()       ? QStringLiteral("failed")
            : forward.localPort == 0            ? QStringLiteral("starting")
            : forward.target.name.isEmpty()     ? QStringLiteral("waiting")
                                                : QStringLiteral("open");
    case MessageRole:
        if (!forward.failure.isEmpty())
            return forward.failure;
        if (forward.localPort && forward.target.name.isEmpty())
            return forward.pod ? tr("Its port has no number in %1.").arg(QString::fromUtf8(forward.pod.name())) : tr("Waits for a pod that is ready.");
        return forward.trouble;
    case InRole:
        return forward.counts.in;
    case OutRole:
        return forward.counts.out;
    case ConnectionsRole:
        return forward.counts.open;
    }
    return {};
}

QHash<int, QByteArray> PortForwards::roleNames() const
{
    return {{IdRole, "id"},       {KindRole, "kind"},           {NsRole, "ns"},   {NameRole, "name"},   {PortRole, "port"},
            {PodRole, "pod"},     {LocalPortRole, "localPort"}, {UrlRole, "url"}, {StateRole, "state"}, {MessageRole, "message"},
            {InRole, "bytesIn"}, {OutRole, "bytesOut"},        {ConnectionsRole, "connections"}};
}

// ------------------------------------------------------------------------------------------------------------------ ports

ForwardPorts::ForwardPorts(QObject *parent)
    : QObject(parent)
{
    connect(&m_pods, &PodSet::changed, this, &ForwardPorts::refresh);
}

void ForwardPorts::setSession(cluster::Session *session)
{
    m_session = session;
    retarget();
}

void ForwardPorts::setKind(const QString &kind)
{
    m_kind = kind;
    retarget();
}

void ForwardPorts::setNs(const QString &ns)
{
    m_ns = ns;
    retarget();
}

void ForwardPorts::setName(const QString &name)
{
    m_name = name;
    retarget();
}

void ForwardPorts::retarget()
{
    Q_EMIT targetChanged();
    if (std::exchange(m_retargeting, true)) // kind, namespace and name come one by one
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_retargeting = false;
            m_pods.follow(m_session, m_kind, m_ns, m_name);
            refresh();
        },
        Qt::QueuedConnection);
}

void ForwardPorts::refresh()
{
    QVariantList ports;
    const auto add = [&](qint64 number, const QString &name, const QString &detail, QByteArrayView protocol) {
        const bool known = std::any_of(ports.cbegin(), ports.cend(), [&](const QVariant &port) {
            return port.toMap()[QStringLiteral("port")].toLongLong() == number;
        });
        if (!known && number > 0 && (protocol.isEmpty() || protocol == "TCP")) // nothing else can be forwarded
            ports += QVariantMap{{QStringLiteral("port"), number}, {QStringLiteral("name"), name}, {QStringLiteral("detail"), detail}};
    };
    const auto text = [](const Value &value) { return value.isString() ? value.string() : QString::number(value.integer()); };
    if (m_kind == u"Service") {
        for (const Value &port : m_pods.owner().spec()["ports"].items())
            add(port["port"].integer(), port["name"].string(), QStringLiteral("→ ") + text(port["targetPort"]), port["protocol"].text());
    } else {
        for (const Object &pod : m_pods.pods()) {
            for (const Value &container : pod.spec()["containers"].items()) {
                for (const Value &port : container["ports"].items())
                    add(port["containerPort"].integer(), port["name"].string(), container["name"].string(), port["protocol"].text());
            }
        }
    }
    if (std::exchange(m_ports, ports) != ports)
        Q_EMIT changed();
}

} // namespace orrery::models
