// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/cri/fakeruntime.h"

#include "controlplane/api/quantity.h"
#include "nodeagent/cri/fakeconversation.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QTimer>

namespace orrery::cri {

namespace {

using api::error;
using api::Reason;

qint64 nanoseconds()
{
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

/// "500ms", "2s", "1m"; 0 if it is none.
qint64 milliseconds(const QByteArray &text)
{
    const auto number = [&](int suffix) { return qint64(text.left(text.size() - suffix).toDouble() * 1000); };
    if (text.endsWith("ms"))
        return number(2) / 1000;
    if (text.endsWith('m'))
        return number(1) * 60;
    return text.endsWith('s') ? number(1) : 0;
}

QByteArray script(const Labels &annotations, QByteArrayView what, const QByteArray &container = {})
{
    const QByteArray key = "orrery.dev/fake-" + what.toByteArray();
    return annotations.value(key + '.' + container, annotations.value(key));
}

bool carries(const Labels &labels, const Labels &wanted)
{
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (labels.value(it.key()) != it.value())
            return false;
    }
    return true;
}

} // namespace

struct FakeRuntime::Listeners
{
    QMutex mutex;
    quint64 next = 0;
    QMap<quint64, std::function<void(RuntimeEvent)>> all;
};

class FakeRuntime::Subscription final : public EventSubscription
{
public:
    Subscription(std::shared_ptr<Listeners> listeners, quint64 id)
        : m_listeners(std::move(listeners))
        , m_id(id)
    {
    }
    ~Subscription() override
    {
        QMutexLocker lock(&m_listeners->mutex);
        m_listeners->all.remove(m_id);
    }

private:
    std::shared_ptr<Listeners> m_listeners;
    quint64 m_id;
};

FakeRuntime::FakeRuntime(QObject *parent)
    : QObject(parent)
    , m_listeners(std::make_shared<Listeners>())
{
}

FakeRuntime::~FakeRuntime() = default;

void FakeRuntime::later(qint64 delay, std::function<void()> action)
{
    QMetaObject::invokeMethod(
        this,
        [this, delay, action = std::move(action)] {
            if (delay <= 0)
                action();
            else
                QTimer::singleShot(int(delay), this, action);
        },
        Qt::QueuedConnection);
}

void FakeRuntime::emitEvent(RuntimeEvent event)
{
    QMutexLocker lock(&m_listeners->mutex);
    for (const auto &listener : std::as_const(m_listeners->all))
        listener(event);
}

QByteArray FakeRuntime::nextId()
{
    const auto seed = QByteArray::number(quintptr(this), 16) + '/' + QByteArray::number(++m_nextId);
    return QCryptographicHash::hash(seed, QCryptographicHash::Sha256).toHex();
}

QByteArray FakeRuntime::takeAddress()
{
    const auto [network, length] = QHostAddress::parseSubnet(QString::fromUtf8(m_podCidr));
    if (length <= 0 || length > 30)
        return {};
    const quint32 size = 1u << (32 - length);
    for (quint32 tried = 0; tried < size; ++tried) {
        if (m_nextAddress >= size - 1)
            m_nextAddress = 2; // .1 is the bridge
        const auto address = QHostAddress(network.toIPv4Address() + m_nextAddress++).toString().toUtf8();
        const bool taken = std::any_of(m_sandboxes.cbegin(), m_sandboxes.cend(), [&](const Sandbox &sandbox) {
            return sandbox.status.ready && sandbox.status.ips.contains(address);
        });
        if (!taken)
            return address;
    }
    return {};
}

Result<Version> FakeRuntime::version()
{
    return Version{"fake", ORRERY_VERSION, "v1"};
}

Result<QList<Condition>> FakeRuntime::status()
{
    QMutexLocker lock(&m_mutex);
    return QList<Condition>{
        {"RuntimeReady", m_ready, {}, {}},
        {"NetworkReady", !m_podCidr.isEmpty(), "NetworkPluginNotReady", "the node has no pod CIDR yet"}};
}

void FakeRuntime::setReady(bool ready)
{
    QMutexLocker lock(&m_mutex);
    m_ready = ready;
}

Result<> FakeRuntime::updatePodCidr(const QByteArray &cidr)
{
    QMutexLocker lock(&m_mutex);
    m_podCidr = cidr;
    return {};
}

Result<QByteArray> FakeRuntime::runPodSandbox(const SandboxConfig &config)
{
    if (const auto message = script(config.annotations, "sandbox-error"); !message.isEmpty())
        return error(Reason::InternalError, message);
    QMutexLocker lock(&m_mutex);
    Sandbox sandbox{config, {}};
    auto &status = sandbox.status;
    if (config.security.network != NamespaceMode::Node) {
        const QByteArray address = takeAddress();
        if (address.isEmpty())
            return error(Reason::InternalError,
                         m_podCidr.isEmpty() ? "no pod CIDR yet" : "no address left in " + m_podCidr);
        status.ips = {address};
    }
    status.id = nextId();
    status.name = config.name;
    status.uid = config.uid;
    status.ns = config.ns;
    status.attempt = config.attempt;
    status.ready = true;
    status.createdAt = nanoseconds();
    status.labels = config.labels;
    status.annotations = config.annotations;
    m_sandboxes.insert(status.id, sandbox);
    return status.id;
}

void FakeRuntime::endLocked(Container &container, int exitCode, const QByteArray &reason)
{
    container.starting = false;
    container.status.state = ContainerState::Exited;
    container.status.exitCode = exitCode;
    container.status.reason = reason;
    container.status.finishedAt = nanoseconds();
}

Result<> FakeRuntime::stopPodSandbox(const QByteArray &id)
{
    QMutexLocker lock(&m_mutex);
    const auto it = m_sandboxes.find(id);
    if (it == m_sandboxes.end())
        return {};
    it->status.ready = false;
    for (auto &container : m_containers) {
        if (container.status.sandboxId == id && container.status.state == ContainerState::Running)
            endLocked(container, 137, "Error");
    }
    lock.unlock();
    emitEvent({RuntimeEvent::Type::Exited, id});
    return {};
}

Result<> FakeRuntime::removePodSandbox(const QByteArray &id)
{
    ORRERY_CHECK(stopPodSandbox(id));
    QMutexLocker lock(&m_mutex);
    m_sandboxes.remove(id);
    m_containers.removeIf([&](const auto &entry) { return entry.value().status.sandboxId == id; });
    return {};
}

Result<SandboxStatus> FakeRuntime::podSandboxStatus(const QByteArray &id)
{
    QMutexLocker lock(&m_mutex);
    const auto it = m_sandboxes.constFind(id);
    if (it == m_sandboxes.cend())
        return error(Reason::NotFound, "no sandbox " + id);
    return it->status;
}

Result<QList<SandboxStatus>> FakeRuntime::listPodSandboxes(const Labels &labels)
{
    QMutexLocker lock(&m_mutex);
    QList<SandboxStatus> result;
    for (const auto &sandbox : std::as_const(m_sandboxes)) {
        if (carries(sandbox.status.labels, labels))
            result.append(sandbox.status);
    }
    return result;
}

Result<QByteArray> FakeRuntime::createContainer(const QByteArray &sandboxId, const ContainerConfig &config,
                                                const SandboxConfig &)
{
    QMutexLocker lock(&m_mutex);
    if (!m_sandboxes.contains(sandboxId))
        return error(Reason::NotFound, "no sandbox " + sandboxId);
    Container container{config, {}};
    auto &status = container.status;
    status.id = nextId();
    status.sandboxId = sandboxId;
    status.name = config.name;
    status.attempt = config.attempt;
    status.state = ContainerState::Created;
    status.createdAt = nanoseconds();
    status.image = config.image;
    status.imageRef = m_images.value(config.image).id;
    status.labels = config.labels;
    status.annotations = config.annotations;
    status.logPath = m_sandboxes[sandboxId].config.logDirectory + '/' + config.logPath;
    m_containers.insert(status.id, container);
    return status.id;
}

Result<> FakeRuntime::startContainer(const QByteArray &id)
{
    QMutexLocker lock(&m_mutex);
    const auto it = m_containers.find(id);
    if (it == m_containers.end())
        return error(Reason::NotFound, "no container " + id);
    if (it->starting || it->status.state == ContainerState::Running)
        return {};
    if (it->status.state == ContainerState::Exited)
        return error(Reason::InternalError, "the container has exited");
    const auto &annotations = m_sandboxes[it->status.sandboxId].config.annotations;
    if (const auto message = script(annotations, "start-error", it->status.name); !message.isEmpty()) {
        endLocked(*it, 128, "StartError");
        it->status.message = message;
        return error(Reason::InternalError, message);
    }
    const qint64 delay = milliseconds(script(annotations, "start-delay", it->status.name));
    it->starting = true;
    lock.unlock();
    if (delay > 0)
        later(delay, [this, id] {
            run(id);
            emitEvent({RuntimeEvent::Type::Changed, id});
        });
    else
        run(id);
    return {};
}

void FakeRuntime::run(const QByteArray &id)
{
    {
        QMutexLocker lock(&m_mutex);
        const auto it = m_containers.find(id);
        if (it == m_containers.end() || !it->starting)
            return;
        it->starting = false;
        it->status.state = ContainerState::Running;
        it->status.startedAt = nanoseconds();
        const auto &sandbox = m_sandboxes[it->status.sandboxId];
        const auto &annotations = sandbox.config.annotations;
        const auto text = script(annotations, "log", it->status.name);
        writeLog(sandbox, *it,
                 text.isEmpty()
                     ? "fake container " + it->status.name + " of " + sandbox.config.ns + '/' + sandbox.config.name
                     : text);
        if (const qint64 after = milliseconds(script(annotations, "exit-after", it->status.name)); after > 0) {
            const int code = script(annotations, "exit-code", it->status.name).toInt();
            later(after, [this, id, code] { exitContainer(id, code, code ? "Error" : "Completed"); });
        }
    }
}

void FakeRuntime::writeLog(const Sandbox &sandbox, const Container &container, const QByteArray &text)
{
    if (sandbox.config.logDirectory.isEmpty() || !QDir(QString::fromUtf8(sandbox.config.logDirectory)).exists())
        return;
    const QString path = QString::fromUtf8(container.status.logPath);
    QDir().mkpath(path.left(path.lastIndexOf(u'/')));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    const QByteArray stamp = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8();
    for (const auto &line : text.split('\n'))
        file.write(stamp + " stdout F " + line + '\n');
}

void FakeRuntime::exitContainer(const QByteArray &id, int exitCode, const QByteArray &reason)
{
    {
        QMutexLocker lock(&m_mutex);
        const auto it = m_containers.find(id);
        if (it == m_containers.end() || it->status.state != ContainerState::Running)
            return;
        endLocked(*it, exitCode, reason);
    }
    emitEvent({RuntimeEvent::Type::Exited, id});
}

void FakeRuntime::reboot()
{
    QMutexLocker lock(&m_mutex);
    for (auto &sandbox : m_sandboxes)
        sandbox.status.ready = false;
    for (auto &container : m_containers) {
        if (container.status.state == ContainerState::Running)
            endLocked(container, 255, "Unknown");
    }
}

Result<> FakeRuntime::removeContainer(const QByteArray &id)
{
    QMutexLocker lock(&m_mutex);
    m_containers.remove(id);
    return {};
}

Result<QList<ContainerStatus>> FakeRuntime::listContainers(const Labels &labels)
{
    QMutexLocker lock(&m_mutex);
    QList<ContainerStatus> result;
    for (const auto &container : std::as_const(m_containers)) {
        if (carries(container.status.labels, labels))
            result.append(container.status);
    }
    return result;
}

Result<ContainerStatus> FakeRuntime::containerStatus(const QByteArray &id)
{
    QMutexLocker lock(&m_mutex);
    const auto it = m_containers.constFind(id);
    if (it == m_containers.cend())
        return error(Reason::NotFound, "no container " + id);
    return it->status;
}

ContainerConfig FakeRuntime::containerConfig(const QByteArray &id) const
{
    QMutexLocker lock(&m_mutex);
    return m_containers.value(id).config;
}

Result<> FakeRuntime::reopenContainerLog(const QByteArray &)
{
    return {};
}

Result<QList<ContainerStats>> FakeRuntime::listContainerStats()
{
    QMutexLocker lock(&m_mutex);
    QList<ContainerStats> result;
    for (const auto &container : std::as_const(m_containers)) {
        const auto &status = container.status;
        if (status.state != ContainerState::Running)
            continue;
        // One per cent of a core and 8 MiB, unless the pod says otherwise: plausible, and the same each time.
        const auto &annotations = m_sandboxes[status.sandboxId].config.annotations;
        const auto quantity = [&](const char *what, const char *otherwise) {
            const QByteArray text = script(annotations, what, status.name);
            return api::Quantity::of(api::Value(text.isEmpty() ? QByteArray(otherwise) : text));
        };
        const quint64 running = quint64(nanoseconds() - status.startedAt);
        result.append({status.id, nanoseconds(), running / 1000 * quint64(quantity("cpu", "10m").milli()),
                       quint64(quantity("memory", "8Mi").value()), status.labels});
    }
    return result;
}

void FakeRuntime::stopContainer(const QByteArray &id, qint64 graceSeconds, std::function<void(Result<>)> done)
{
    qint64 delay = 0;
    {
        QMutexLocker lock(&m_mutex);
        const auto it = m_containers.find(id);
        if (it != m_containers.end()) {
            it->starting = false;
            const auto &annotations = m_sandboxes[it->status.sandboxId].config.annotations;
            if (script(annotations, "ignore-term", it->status.name) == "true")
                delay = graceSeconds * 1000;
        }
    }
    later(delay, [this, id, delay, done = std::move(done)] {
        exitContainer(id, delay ? 137 : 143, "Error");
        done({});
    });
}

void FakeRuntime::execSync(const QByteArray &id, const QList<QByteArray> &command, qint64,
                           std::function<void(Result<ExecResult>)> done)
{
    const bool running = [&] {
        QMutexLocker lock(&m_mutex);
        return m_containers.value(id).status.state == ContainerState::Running;
    }();
    const bool failing = answerProbe(id) == false;
    later(0, [running, failing, command, done = std::move(done)] {
        if (!running)
            done(error(Reason::NotFound, "the container does not run"));
        else
            done(ExecResult{command.join(' ') + '\n', {}, failing ? 1 : 0});
    });
}

Result<QByteArray> FakeRuntime::exec(const QByteArray &id, const QList<QByteArray> &command, const Terminal &)
{
    QMutexLocker lock(&m_mutex);
    if (m_containers.value(id).status.state != ContainerState::Running)
        return error(Reason::NotFound, "the container does not run");
    return "fake:exec:" + command.join(' ');
}

Result<QByteArray> FakeRuntime::attach(const QByteArray &id, const Terminal &terminal)
{
    return exec(id, {"attach"}, terminal);
}

Result<QByteArray> FakeRuntime::portForward(const QByteArray &sandboxId, int port)
{
    QMutexLocker lock(&m_mutex);
    const auto sandbox = m_sandboxes.value(sandboxId);
    if (!sandbox.status.ready)
        return error(Reason::NotFound, "no sandbox " + sandboxId);
    return "fake:port:" + sandbox.config.name + " port " + QByteArray::number(port);
}

std::unique_ptr<Conversation> FakeRuntime::open(const QByteArray &address, const Terminal &terminal, int port,
                                                Conversation::Handlers handlers)
{
    return std::make_unique<FakeConversation>(address, terminal, port, std::move(handlers));
}

std::unique_ptr<EventSubscription> FakeRuntime::subscribe(std::function<void(RuntimeEvent)> event)
{
    QMutexLocker lock(&m_listeners->mutex);
    const quint64 id = ++m_listeners->next;
    m_listeners->all.insert(id, std::move(event));
    return std::make_unique<Subscription>(m_listeners, id);
}

std::optional<bool> FakeRuntime::answerProbe(const QByteArray &containerId)
{
    QMutexLocker lock(&m_mutex);
    const auto container = m_containers.value(containerId);
    const auto &annotations = m_sandboxes.value(container.status.sandboxId).config.annotations;
    return container.status.state == ContainerState::Running
        && script(annotations, "ready", container.status.name) != "false";
}

Result<QList<Image>> FakeRuntime::listImages()
{
    QMutexLocker lock(&m_mutex);
    return m_images.values();
}

Result<std::optional<Image>> FakeRuntime::imageStatus(const QByteArray &reference)
{
    QMutexLocker lock(&m_mutex);
    const auto it = m_images.constFind(reference);
    return it == m_images.cend() ? std::optional<Image>() : std::optional(*it);
}

void FakeRuntime::pullImage(const QByteArray &reference, const SandboxConfig &sandbox, const RegistryAuth &,
                            std::function<void(Result<QByteArray>)> done)
{
    const auto message = script(sandbox.annotations, "pull-error");
    later(milliseconds(script(sandbox.annotations, "pull-delay")), [this, reference, message, done = std::move(done)] {
        if (!message.isEmpty())
            return done(error(Reason::InternalError, message));
        const QByteArray id = "sha256:" + QCryptographicHash::hash(reference, QCryptographicHash::Sha256).toHex();
        {
            QMutexLocker lock(&m_mutex);
            m_images.insert(reference, {id, {reference}, {}, 5'000'000, {}, {}});
        }
        done(id);
    });
}

Result<> FakeRuntime::removeImage(const QByteArray &reference)
{
    QMutexLocker lock(&m_mutex);
    m_images.remove(reference);
    return {};
}

} // namespace orrery::cri
