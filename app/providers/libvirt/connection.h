// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <functional>
#include <memory>

typedef struct _virConnect *virConnectPtr;
typedef struct _virDomain *virDomainPtr;

namespace orrery::providers {

/// What happens to a domain by itself or by someone else's hand.
enum class DomainEvent { Started, Suspended, Resumed, Stopped };

/// One connection to libvirt, opened on first use and again when it broke, with the thread that runs libvirt's event loop.
/// Thread: one, but for the event callback, which comes on the loop's. Lifetime: owner's; the event loop's thread is one for the process and stays.
class LibvirtConnection final
{
public:
    /// event: (domain name, what, detail for people).
    LibvirtConnection(QByteArray uri, std::function<void(QByteArray, DomainEvent, QByteArray)> event);
    ~LibvirtConnection();

    /// Errors: ServiceUnavailable, with libvirt's own words.
    api::Result<virConnectPtr> open();
    /// Calls with the domain of that name; null if there is none.
    api::Result<> withDomain(const QByteArray &name, const std::function<api::Result<>(virDomainPtr)> &call);
    static api::Error lastError(const QByteArray &what);
    const QByteArray &uri() const { return m_uri; }

private:
    QByteArray m_uri;
    std::function<void(QByteArray, DomainEvent, QByteArray)> m_event;
    virConnectPtr m_connection = nullptr;
    int m_callback = -1;
};

} // namespace orrery::providers
