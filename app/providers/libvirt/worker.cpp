// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/libvirt/worker.h"

#include "app/providers/libvirt/kvmprobe.h"
#include "controlplane/api/value.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>

#include <libvirt/libvirt.h>

namespace orrery::providers {

using namespace api;
using State = Observation::State;

Q_LOGGING_CATEGORY(lcLibvirt, "orrery.providers.libvirt")

namespace {

constexpr auto cleanStop = std::chrono::seconds(5);
constexpr auto firstLineUnderKvm = std::chrono::seconds(10);
constexpr auto bootLimit = std::chrono::minutes(3);
constexpr qint64 stateDiskSize = 8LL << 30; // sparse

bool isActive(virDomainPtr domain)
{
    return domain && virDomainIsActive(domain) == 1;
}

} // namespace

LibvirtProvider::Worker::Worker(ProviderContext context)
    : m_context(std::move(context))
    // Several clusters of one user share a libvirt: the name says whose a domain is.
    , m_prefix("orrery-" + QCryptographicHash::hash(m_context.dataDirectory.toUtf8(), QCryptographicHash::Sha256).toHex().first(8) + '-')
    , m_connection(m_context.libvirtUri.isEmpty() ? LibvirtProvider::defaultUri(m_context.dataDirectory) : m_context.libvirtUri,
                   [this](const QByteArray &domain, DomainEvent event, const QByteArray &detail) {
                       QMetaObject::invokeMethod(this, [=, this] { onEvent(domain, event, detail); }, Qt::QueuedConnection);
                   })
{
}

LibvirtProvider::Worker::Machine &LibvirtProvider::Worker::machine(const QByteArray &name)
{
    Machine &machine = m_machines[name];
    if (machine.spec.name.isEmpty()) {
        machine.spec.name = name;
        machine.observation.console = QFile::encodeName(path(name, "console.log"));
        load(machine);
    }
    return machine;
}

QString LibvirtProvider::Worker::path(const QByteArray &machine, const char *file) const
{
    return m_context.machineDirectory(machine) + QLatin1Char('/') + QLatin1String(file);
}

void LibvirtProvider::Worker::load(Machine &machine)
{
    const auto kept = parseJson(readFile(path(machine.spec.name, "machine.json")));
    if (!kept)
        return;
    machine.ports.here = quint16((*kept)["switchPort"].integer());
    machine.ports.there = quint16((*kept)["machinePort"].integer());
    machine.kvm = (*kept)["kvm"].boolean();
    machine.kvmBroken = (*kept)["kvmBroken"].boolean();
}

void LibvirtProvider::Worker::save(const Machine &machine) const
{
    const Value kept = Value::object({ { "switchPort", int(machine.ports.here) },
                                       { "machinePort", int(machine.ports.there) },
                                       { "kvm", machine.kvm },
                                       { "kvmBroken", machine.kvmBroken } });
    if (const auto written = writePrivateFile(path(machine.spec.name, "machine.json"), toJson(kept)); !written)
        qCWarning(lcLibvirt, "cannot remember machine=%s error=%s", machine.spec.name.constData(), written.error().message.constData());
}

void LibvirtProvider::Worker::set(Machine &machine, State state, const QByteArray &reason, const QByteArray &message, bool retry)
{
    Observation &now = machine.observation;
    now.state = state;
    now.reason = reason;
    now.message = message;
    now.retry = retry;
    now.accelerator = machine.kvm ? "kvm" : "tcg";
    if (state == State::Failed)
        qCWarning(lcLibvirt, "machine failed name=%s reason=%s message=%s", machine.spec.name.constData(), reason.constData(), message.constData());
    Q_EMIT observed(machine.spec.name, now);
}

/// The switch port: the remembered one, so that a VM which runs already is heard; a new one where that is taken, or when asked to.
Result<> LibvirtProvider::Worker::plugIn(Machine &machine, bool choose)
{
    if (!m_switch) {
        m_switch = m_context.networkSwitch();
        connect(m_switch, &Switch::silent, this, &Worker::onSilent);
    }
    auto ports = m_switch->addUdp(machine.spec.name, choose ? Switch::UdpPorts {} : machine.ports);
    if (!ports && !choose && machine.observation.state != State::Running)
        ports = m_switch->addUdp(machine.spec.name, {});
    if (!ports)
        return std::move(ports).error();
    machine.ports = *ports;
    return {};
}

bool LibvirtProvider::Worker::useKvm(const Machine &machine)
{
    if (machine.kvmBroken)
        return false;
    if (!m_kvm) {
        const KvmResult probe = probeKvm();
        m_kvm = probe.works;
        if (!probe.works)
            qCInfo(lcLibvirt, "VMs are emulated, without KVM why=%s", probe.why.constData());
    }
    return *m_kvm;
}

Result<> LibvirtProvider::Worker::makeFiles(Machine &machine)
{
    for (const char *file : { "vmlinux", "initramfs.cpio.gz", "root.ext4" }) {
        if (!QFileInfo::exists(m_context.imageDirectory + QLatin1Char('/') + QLatin1String(file)))
            return error(Reason::NotFound, QFile::encodeName(m_context.imageDirectory) + '/' + file
                                               + " is missing; make the node image with: cmake --build build --target node-image");
    }
    const QByteArray &name = machine.spec.name;
    ORRERY_CHECK(makePrivateDirectory(m_context.machineDirectory(name)));
    Value config = parseJson(machine.agentConfig).valueOr({});
    ORRERY_CHECK(writePrivateFile(path(name, "node.json"), toJson(config.with("accelerator", machine.kvm ? "kvm" : "tcg"))));
    const QString disk = path(name, "state.img");
    if (QFileInfo::exists(disk))
        return {};
    // Under another name until it is whole, so that a crash leaves no half-made disk behind.
    const QString fresh = disk + QStringLiteral(".new");
    QFile::remove(fresh);
    {
        QFile file(fresh);
        if (!file.open(QIODevice::WriteOnly) || !file.resize(stateDiskSize))
            return error(Reason::InternalError, "cannot make " + QFile::encodeName(disk) + ": " + file.errorString().toUtf8());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    ORRERY_CHECK(runTool(QStringLiteral("mke2fs"),
                         { QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ext4"), QStringLiteral("-F"), QStringLiteral("-m0"), QStringLiteral("-E"),
                           QStringLiteral("lazy_itable_init=1,lazy_journal_init=1,nodiscard"), fresh }));
    if (!QFile::rename(fresh, disk))
        return error(Reason::InternalError, "cannot make " + QFile::encodeName(disk));
    return {};
}

Result<> LibvirtProvider::Worker::start(Machine &machine)
{
    ORRERY_TRY(connection, m_connection.open());
    for (int attempt = 0;; ++attempt) {
        ORRERY_CHECK(plugIn(machine, attempt > 0));
        save(machine);
        const QByteArray xml = domainXml({ domainName(machine.spec.name), machine.spec, machine.kvm, m_context.imageDirectory,
                                           m_context.machineDirectory(machine.spec.name), machine.ports });
        // An earlier definition of the name has another uuid, which libvirt refuses to replace.
        ORRERY_CHECK(m_connection.withDomain(domainName(machine.spec.name), [](virDomainPtr old) {
            if (old)
                virDomainUndefine(old);
            return Result<>();
        }));
        virDomainPtr domain = virDomainDefineXML(connection, xml.constData());
        if (!domain)
            return LibvirtConnection::lastError("cannot define the machine");
        const bool created = virDomainCreate(domain) == 0;
        const Error failure = created ? Error() : LibvirtConnection::lastError("cannot start the machine");
        virDomainFree(domain);
        if (created)
            return {};
        if (attempt >= 2 || !failure.message.contains("Address already in use"))
            return failure;
    }
}

/// The machine is on, since now or since long ago.
void LibvirtProvider::Worker::running(Machine &machine, qint64 consoleFrom)
{
    const QByteArray name = machine.spec.name;
    machine.stopping = machine.answersNot = false;
    machine.console = LaterPtr<ConsoleLog>(new ConsoleLog(path(name, "console.log"), consoleFrom));
    connect(machine.console.get(), &ConsoleLog::phase, this, [this, name](const QByteArray &phase, qint64 ms) {
        Machine &m = this->machine(name);
        if (phase == "modules")
            return; // of no interest outside
        m.observation.phase = phase;
        qCInfo(lcLibvirt, "machine boots name=%s phase=%s ms=%lld", name.constData(), phase.constData(), ms);
        if (phase == "services")
            booted(m);
        if (phase == "services" && m.deadline)
            m.deadline->stop();
        else if (m.deadline && m.deadline->isActive())
            m.deadline->start(bootLimit);
        if (m.observation.state == State::Running)
            set(m, State::Running, "Started", "phase " + phase + " after " + QByteArray::number(ms) + " ms");
    });
    connect(machine.console.get(), &ConsoleLog::failed, this, [this, name](const QByteArray &why) {
        set(this->machine(name), State::Failed, "BootFailed", "the node gave up: " + why);
    });
    if (machine.observation.phase == "services")
        booted(machine);
    set(machine, State::Running, "Started");
}

void LibvirtProvider::Worker::booted(const Machine &machine)
{
    m_switch->watch(machine.spec.name, addressFromText(machine.spec.address));
}

void LibvirtProvider::Worker::bootLate(const QByteArray &name)
{
    Machine &m = machine(name);
    if (m.observation.state != State::Running)
        return;
    if (!m.kvm || !m.observation.phase.isEmpty()) {
        set(m, State::Failed, "BootTimeout", "the machine is on, but has not started its services; see its console");
        return;
    }
    // The probe was content, the kernel was not.
    qCWarning(lcLibvirt, "no sign of life under KVM, starting again without it name=%s", name.constData());
    m.kvmBroken = true;
    m_kvm = false;
    m.stopping = true;
    const auto destroyed = m_connection.withDomain(domainName(name), [](virDomainPtr domain) {
        if (isActive(domain))
            virDomainDestroy(domain);
        return Result<>();
    });
    if (destroyed)
        provision(MachineSpec(m.spec), QByteArray(m.agentConfig));
}

void LibvirtProvider::Worker::adopt(const MachineSpec &spec)
{
    Machine &m = machine(spec.name);
    m.spec = spec;
    bool active = false, paused = false;
    const auto found = m_connection.withDomain(domainName(spec.name), [&](virDomainPtr domain) {
        active = isActive(domain);
        int state = 0;
        paused = active && virDomainGetState(domain, &state, nullptr, 0) == 0 && state == VIR_DOMAIN_PAUSED;
        return Result<>();
    });
    if (!found) {
        set(m, State::Failed, "LibvirtUnavailable", found.error().message, true);
        return;
    }
    if (!active) {
        m.observation.phase.clear();
        set(m, QFileInfo::exists(path(spec.name, "state.img")) ? State::Off : State::Absent);
        return;
    }
    m.observation.state = State::Running; // it listens on the remembered ports: no others will do
    if (const auto plugged = plugIn(m, false); !plugged) {
        set(m, State::Failed, "NetworkUnavailable", plugged.error().message);
        return;
    }
    m.observation.phase = ConsoleLog::lastPhase(path(spec.name, "console.log"));
    if (m.observation.phase == "modules")
        m.observation.phase = "services";
    qCInfo(lcLibvirt, "machine adopted name=%s phase=%s", spec.name.constData(), m.observation.phase.constData());
    running(m, -1);
    if (paused)
        set(m, State::Failed, "Paused", "the machine is paused");
}

void LibvirtProvider::Worker::provision(const MachineSpec &spec, const QByteArray &agentConfig)
{
    Machine &m = machine(spec.name);
    m.spec = spec;
    m.agentConfig = agentConfig;
    m.kvm = useKvm(m);
    m.observation.phase.clear();
    m.stopping = false;
    set(m, State::Starting, "Provisioning");
    bool active = false;
    Result<> done = m_connection.withDomain(domainName(spec.name), [&](virDomainPtr domain) {
        active = isActive(domain);
        return Result<>();
    });
    if (done && active) {
        adopt(spec);
        return;
    }
    const qint64 consoleFrom = QFileInfo(path(spec.name, "console.log")).size();
    if (done)
        done = makeFiles(m);
    if (done)
        done = start(m);
    if (!done) {
        set(m, State::Failed, "ProvisionFailed", done.error().message, true);
        return;
    }
    qCInfo(lcLibvirt, "machine on name=%s accelerator=%s address=%s", spec.name.constData(), m.kvm ? "kvm" : "tcg", spec.address.constData());
    m.deadline.reset(new QTimer);
    m.deadline->setSingleShot(true);
    connect(m.deadline.get(), &QTimer::timeout, this, [this, name = spec.name] { bootLate(name); });
    m.deadline->start(m.kvm ? std::chrono::milliseconds(firstLineUnderKvm) : std::chrono::milliseconds(bootLimit));
    running(m, consoleFrom);
}

void LibvirtProvider::Worker::powerOff(const QByteArray &name)
{
    Machine &m = machine(name);
    m.stopping = true;
    bool active = false;
    const auto asked = m_connection.withDomain(domainName(name), [&](virDomainPtr domain) {
        active = isActive(domain);
        if (active && virDomainShutdown(domain) != 0)
            virDomainDestroy(domain);
        return Result<>();
    });
    if (!asked) {
        set(m, State::Failed, "LibvirtUnavailable", asked.error().message, true);
        return;
    }
    if (!active) {
        stopped(m, {});
        return;
    }
    m.deadline.reset(new QTimer);
    m.deadline->setSingleShot(true);
    connect(m.deadline.get(), &QTimer::timeout, this, [this, name] {
        const auto destroyed = m_connection.withDomain(domainName(name), [](virDomainPtr domain) {
            if (isActive(domain))
                virDomainDestroy(domain);
            return Result<>();
        });
        Q_UNUSED(destroyed); // the event says what became of it
    });
    m.deadline->start(cleanStop);
}

void LibvirtProvider::Worker::destroy(const QByteArray &name)
{
    Machine &m = machine(name);
    m.stopping = true;
    const auto gone = m_connection.withDomain(domainName(name), [](virDomainPtr domain) -> Result<> {
        // Right after it has found a running domain again, libvirt is not ready to kill it; and one that is dying cannot be killed.
        for (int attempt = 0; isActive(domain) && virDomainDestroy(domain) != 0; ++attempt) {
            if (attempt == 30)
                return LibvirtConnection::lastError("cannot kill the machine");
            QThread::msleep(100);
        }
        if (domain && virDomainIsPersistent(domain) == 1 && virDomainUndefine(domain) != 0)
            return LibvirtConnection::lastError("cannot undefine the machine");
        return {};
    });
    if (!gone) {
        set(m, State::Failed, "DestroyFailed", gone.error().message, true);
        return;
    }
    if (m_switch)
        m_switch->remove(name);
    QDir(m_context.machineDirectory(name)).removeRecursively();
    m_machines.erase(name);
    Q_EMIT observed(name, {});
}

void LibvirtProvider::Worker::stopped(Machine &m, const QByteArray &detail)
{
    if (m.deadline)
        m.deadline->stop();
    m.observation.phase.clear();
    if (m_switch)
        m_switch->remove(m.spec.name);
    if (m.stopping)
        set(m, State::Off, "PoweredOff");
    else
        set(m, State::Failed, "Stopped", detail);
}

void LibvirtProvider::Worker::onEvent(const QByteArray &domain, DomainEvent event, const QByteArray &detail)
{
    if (!domain.startsWith(m_prefix))
        return;
    const auto known = m_machines.find(domain.mid(m_prefix.size()));
    if (known == m_machines.end())
        return;
    Machine &m = known->second;
    switch (event) {
    case DomainEvent::Started:
        break; // by us, who know already; by someone else: the next Resumed or silence tells
    case DomainEvent::Suspended:
        if (m.observation.state == State::Running)
            set(m, State::Failed, "Paused", detail);
        break;
    case DomainEvent::Resumed:
        if (m.observation.state == State::Failed && m.observation.reason == "Paused")
            set(m, State::Running, "Started");
        break;
    case DomainEvent::Stopped: {
        // It may be old news, of the run before the present one.
        bool active = false;
        const auto looked = m_connection.withDomain(domain, [&](virDomainPtr d) {
            active = isActive(d);
            return Result<>();
        });
        if ((looked && !active) || !looked)
            stopped(m, detail);
        break;
    }
    }
}

void LibvirtProvider::Worker::onSilent(const QByteArray &name, bool silent)
{
    const auto known = m_machines.find(name);
    if (known == m_machines.end())
        return;
    Machine &m = known->second;
    if (silent && m.observation.state == State::Running) {
        set(m, State::Failed, "NotResponding", "the machine is on, but does not answer");
    } else if (!silent && m.observation.state == State::Failed && m.observation.reason == "NotResponding") {
        set(m, State::Running, "Started");
    }
}

} // namespace orrery::providers
