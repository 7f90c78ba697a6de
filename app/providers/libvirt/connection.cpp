// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/libvirt/connection.h"

#include <QByteArray>
#include <QFile>
#include <QDir>
#include <QStandardPaths>
#include <QUrl>
#include <QUrlQuery>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <mutex>
#include <thread>

namespace orrery::providers {

using namespace api;

/// libvirt's default event loop can be registered once in a process and has no end; its thread sleeps in poll() when there is nothing.
static void startEventLoop()
{
    static std::once_flag once;
    std::call_once(once, [] {
        // The embedded driver would log every lookup that finds nothing to our stderr; what matters comes back as an error anyway.
        if (!qEnvironmentVariableIsSet("LIBVIRT_DEBUG") && !qEnvironmentVariableIsSet("LIBVIRT_LOG_OUTPUTS")) {
            qputenv("LIBVIRT_DEBUG", "4");
            qputenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null");
        }
        virInitialize();
        virSetErrorFunc(nullptr, [](void *, virErrorPtr) {}); // not on stderr: every error is looked at where it occurs
        virEventRegisterDefaultImpl();
        std::thread([] {
            while (true)
                virEventRunDefaultImpl();
        }).detach();
    });
}

/// libvirt starts its embedded driver once in a process, below one root, and keeps it to the end.
static Result<> takeEmbedded(const QByteArray &uri)
{
    static std::mutex mutex;
    static QByteArray taken;
    if (!QUrl(QString::fromUtf8(uri)).path().endsWith(QLatin1String("/embed")))
        return {};
    const std::lock_guard lock(mutex);
    if (taken.isEmpty())
        taken = uri;
    if (taken == uri)
        return {};
    return error(Reason::ServiceUnavailable,
                 "this process drives the virtual machines of another cluster already, and root's libvirt lets a process have those of one only; "
                 "run this cluster in a process of its own: orrery serve --data FOLDER. Hollow nodes and nodes in namespaces work here, too");
}

/// The embedded driver takes its qemu.conf from its root: nothing of the system's, and what only a daemon could do switched off.
static void prepareEmbedded(const QByteArray &uri)
{
    const QUrl url(QString::fromUtf8(uri));
    if (url.path() != QLatin1String("/embed"))
        return;
    const QString root = QUrlQuery(url).queryItemValue(QStringLiteral("root"), QUrl::FullyDecoded);
    QDir().mkpath(root + QStringLiteral("/etc"));
    QFile::setPermissions(root, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // Asking QEMU what it can do takes seconds; libvirt keeps the answer, which fits every cluster of this user.
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/orrery/libvirt");
    if (QDir().mkpath(cache))
        QFile::link(cache, root + QStringLiteral("/cache")); // fails where it is there already
    QFile file(root + QStringLiteral("/etc/qemu.conf"));
    if (file.open(QIODevice::WriteOnly)) {
        file.write("stdio_handler = \"file\"\nsecurity_driver = \"none\"\nuser = \"root\"\ngroup = \"root\"\ndynamic_ownership = 0\n"
                   "remember_owner = 0\ncgroup_controllers = []\nnamespaces = []\nseccomp_sandbox = 0\n");
    }
}

LibvirtConnection::LibvirtConnection(QByteArray uri, std::function<void(QByteArray, DomainEvent, QByteArray)> event)
    : m_uri(std::move(uri)), m_event(std::move(event))
{
}

LibvirtConnection::~LibvirtConnection()
{
    if (!m_connection)
        return;
    if (m_callback >= 0)
        virConnectDomainEventDeregisterAny(m_connection, m_callback);
    virConnectClose(m_connection);
}

Error LibvirtConnection::lastError(const QByteArray &what)
{
    const char *text = virGetLastErrorMessage();
    return error(Reason::ServiceUnavailable, what + ": " + (text ? text : "unknown error"));
}

static QByteArray stoppedDetail(int detail)
{
    switch (detail) {
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN: return "the machine switched itself off";
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED: return "the machine was killed";
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED: return "the machine crashed";
    case VIR_DOMAIN_EVENT_STOPPED_FAILED: return "the emulator ended";
    default: return "the machine stopped";
    }
}

Result<virConnectPtr> LibvirtConnection::open()
{
    if (m_connection && virConnectIsAlive(m_connection) == 1)
        return m_connection;
    if (m_connection) {
        virConnectClose(m_connection);
        m_connection = nullptr;
    }
    ORRERY_CHECK(takeEmbedded(m_uri));
    startEventLoop();
    prepareEmbedded(m_uri);
    virConnectPtr connection = virConnectOpen(m_uri.constData());
    if (!connection)
        return lastError("cannot reach libvirt at " + m_uri);
    virConnectSetKeepAlive(connection, 5, 3); // a daemon that hangs must not hang us; the embedded driver has none
    const virConnectDomainEventCallback callback = [](virConnectPtr, virDomainPtr domain, int event, int detail, void *self) -> int {
        const auto &tell = static_cast<LibvirtConnection *>(self)->m_event;
        const QByteArray name = virDomainGetName(domain);
        switch (event) {
        case VIR_DOMAIN_EVENT_STARTED: tell(name, DomainEvent::Started, {}); break;
        case VIR_DOMAIN_EVENT_SUSPENDED: tell(name, DomainEvent::Suspended, "the machine is paused"); break;
        case VIR_DOMAIN_EVENT_RESUMED: tell(name, DomainEvent::Resumed, {}); break;
        case VIR_DOMAIN_EVENT_STOPPED: tell(name, DomainEvent::Stopped, stoppedDetail(detail)); break;
        default: break;
        }
        return 0;
    };
    m_callback = virConnectDomainEventRegisterAny(connection, nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(callback), this, nullptr);
    m_connection = connection;
    return connection;
}

Result<> LibvirtConnection::withDomain(const QByteArray &name, const std::function<Result<>(virDomainPtr)> &call)
{
    ORRERY_TRY(connection, open());
    virDomainPtr domain = virDomainLookupByName(connection, name.constData());
    if (!domain) {
        const virErrorPtr last = virGetLastError();
        if (last && last->code != VIR_ERR_NO_DOMAIN)
            return lastError("cannot look up " + name);
    }
    const Result<> result = call(domain);
    if (domain)
        virDomainFree(domain);
    return result;
}

} // namespace orrery::providers
