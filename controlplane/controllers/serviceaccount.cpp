// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/serviceaccount.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *rootCa = "kube-root-ca.crt";
QList<Key> namespaceOf(const Object &object, QByteArrayView name)
{
    return object.name() == name ? QList<Key> { { {}, object.ns() } } : QList<Key>();
}

} // namespace

Watches ServiceAccount::watches() const
{
    return { For(gvr::namespaces), Maps(gvr::serviceAccounts, [](const Object &account) { return namespaceOf(account, "default"); }),
             Maps(gvr::configMaps, [](const Object &map) { return namespaceOf(map, rootCa); }) };
}

void ServiceAccount::setUp(Informers &informers)
{
    m_namespaces = informers.get(gvr::namespaces);
    m_accounts = informers.get(gvr::serviceAccounts);
    m_configMaps = informers.get(gvr::configMaps);
}

Result<Requeue> ServiceAccount::reconcile(const Key &key)
{
    const Object ns = m_namespaces->get(key);
    if (!ns || ns.isDeleting())
        return Requeue {};
    if (!m_accounts->get({ key.name, "default" })) {
        const Result<Object> made = m_client.create(gvr::serviceAccounts, newObject("v1", "ServiceAccount", { key.name, "default" })).result();
        if (!made && !made.failedWith(Reason::AlreadyExists) && !made.failedWith(Reason::NotFound))
            return made.error();
    }
    if (m_clusterCaPem.isEmpty())
        return Requeue {};
    const Object present = m_configMaps->get({ key.name, rootCa });
    if (present && present["data"]["ca.crt"].text() == m_clusterCaPem)
        return Requeue {};
    const Object wanted = (present ? present : newObject("v1", "ConfigMap", { key.name, rootCa }))
                              .with("data", Value::object({ { "ca.crt", m_clusterCaPem } }));
    const Result<Object> written = present ? m_client.update(gvr::configMaps, wanted).result() : m_client.create(gvr::configMaps, wanted).result();
    if (!written && !written.failedWith(Reason::AlreadyExists) && !written.failedWith(Reason::NotFound))
        return written.error();
    return Requeue {};
}

} // namespace orrery::controllers
