// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/quotaledger.h"

#include "controlplane/apiserver/chain/plugins.h"
#include "controlplane/types/quota.h"

namespace orrery::chain {

using namespace api;
using types::ResourceList;

namespace {

const QByteArray quotaResource = "resourcequotas";

/// "a=1,b=2", of those names
QByteArray told(const ResourceList &list, const QList<QByteArray> &names)
{
    QList<QByteArray> out;
    for (const QByteArray &name : names)
        out.append(name + '=' + list.value(name).text());
    return out.join(',');
}

/// Kinds whose updates can use more, besides creation, which counts for all.
bool growsByUpdate(const QByteArray &resource)
{
    return resource == "services" || resource == "persistentvolumeclaims"
        || resource == "resourceclaims.resource.k8s.io";
}

bool concerns(const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    if (info.ns.isEmpty())
        return false;
    const QByteArray resource = info.gvr.groupResource();
    if (attributes.operation == Attributes::Operation::Create)
        return info.subresource.isEmpty();
    if (attributes.operation != Attributes::Operation::Update)
        return false;
    return info.subresource.isEmpty() ? growsByUpdate(resource) : resource == "pods" && info.subresource == "resize";
}

/// Who limits CPU or memory makes every container say what it wants of it.
QByteArray unsaid(const Value &hard, const Value &spec)
{
    QMap<QByteArray, QList<QByteArray>> containers;
    for (const Member &member : hard.members()) {
        const QByteArray name = member.key().toByteArray();
        const bool limits = name == "limits.cpu" || name == "limits.memory";
        const bool requests = name == "cpu" || name == "memory" || name == "requests.cpu" || name == "requests.memory";
        if (!limits && !requests)
            continue;
        const QByteArray resource = name.mid(name.indexOf('.') + 1);
        const char *list = limits ? "limits" : "requests";
        if (spec["resources"][list].contains(resource))
            continue; // the pod says it for all
        for (const char *kind : {"containers", "initContainers"}) {
            for (const Value &container : spec[kind].items()) {
                if (!container["resources"][list].contains(resource))
                    containers[name].append(container["name"].bytes());
            }
        }
    }
    QList<QByteArray> out;
    for (auto it = containers.begin(); it != containers.end(); ++it) {
        std::sort(it->begin(), it->end());
        out.append(it.key() + " for: " + it->join(','));
    }
    return out.join("; ");
}

} // namespace

struct QuotaLedger::Account
{
    Value spec;
    QByteArray uid;
    ResourceList used;
};

QList<Object> QuotaLedger::quotas(const QByteArray &ns) const
{
    return listAll(m_store, quotaResource, ns);
}

/// What the quota has used, counted once and kept from then on.
QuotaLedger::Account &QuotaLedger::account(const Object &quota)
{
    std::shared_ptr<Account> &account = m_accounts[quota.ns()][quota.name()];
    if (account && account->uid == quota.uid() && account->spec == quota.spec())
        return *account;
    account = std::make_shared<Account>(Account{quota.spec(), quota.uid(), {}});
    QList<QByteArray> resources;
    for (const Member &member : quota.spec()["hard"].members()) {
        const QByteArray resource = types::quotaKind(member.key());
        if (!resource.isEmpty() && !resources.contains(resource))
            resources.append(resource);
    }
    for (const QByteArray &resource : std::as_const(resources)) {
        store::ListRange range;
        range.prefix = "/registry/" + resource + '/' + quota.ns() + '/';
        const auto listing = m_store.list(range);
        if (!listing)
            continue;
        for (const store::Entry &entry : listing->entries)
            count(*account, {resource, {}, entry.object, entry.revision});
        for (const Change &change : m_inFlight) {
            const bool here = (change.now ? change.now : change.old).ns() == quota.ns();
            if (here && change.resource == resource && change.revision > listing->revision)
                count(*account, change);
        }
    }
    return *account;
}

void QuotaLedger::count(Account &account, const Change &change) const
{
    const auto usage = [&](const Object &object) {
        return object && types::quotaSelects(account.spec, change.resource, object.document())
            ? types::quotaUsage(change.resource, object.document())
            : ResourceList();
    };
    const ResourceList before = usage(change.old), after = usage(change.now);
    for (const Member &member : account.spec["hard"].members()) {
        const QByteArray name = member.key().toByteArray();
        if (!before.contains(name) && !after.contains(name))
            continue;
        account.used[name] = account.used.value(name) + after.value(name) - before.value(name);
    }
}

void QuotaLedger::written(const Gvr &gvr, const Object &old, const Object &now, qint64 revision)
{
    const Change change{gvr.groupResource(), old, now, revision};
    const Object &either = now ? now : old;
    const QByteArray ns = either.ns();
    if (ns.isEmpty())
        return;
    while (!m_inFlight.empty() && m_inFlight.front().revision <= m_store.visibleRevision())
        m_inFlight.pop_front();
    m_inFlight.push_back(change);
    const auto accounts = m_accounts.find(ns);
    if (accounts == m_accounts.end())
        return;
    if (change.resource == quotaResource && !now)
        accounts->remove(old.name());
    for (const std::shared_ptr<Account> &account : std::as_const(*accounts))
        count(*account, change);
    if (accounts->isEmpty())
        m_accounts.erase(accounts);
}

Result<> QuotaLedger::check(const Attributes &attributes)
{
    if (!concerns(attributes))
        return {};
    const QByteArray resource = attributes.info.gvr.groupResource();
    QList<Object> interested;
    for (const Object &quota : quotas(attributes.info.ns)) {
        const Value &hard = quota.spec()["hard"];
        const auto members = hard.members();
        const bool about = std::any_of(members.begin(), members.end(), [&resource](const Member &member) {
            return types::quotaConcerns(member.key(), resource);
        });
        if (!about || !types::quotaSelects(quota.spec(), resource, attributes.document))
            continue;
        if (resource == "pods") {
            if (const QByteArray missing = unsaid(hard, attributes.document["spec"]); !missing.isEmpty())
                return forbidden(attributes, "failed quota: " + quota.name() + ": must specify " + missing);
        }
        interested.append(quota);
    }
    if (interested.isEmpty())
        return {};
    const ResourceList after = types::quotaUsage(resource, attributes.document);
    for (const Object &quota : std::as_const(interested)) {
        Account &account = this->account(quota);
        // What the object used before is given back, if this quota counted it.
        const bool counted = attributes.old && types::quotaSelects(quota.spec(), resource, attributes.old.document());
        const ResourceList before = counted ? types::quotaUsage(resource, attributes.old.document()) : ResourceList();
        ResourceList requested;
        QList<QByteArray> exceeded;
        for (const Member &member : quota.spec()["hard"].members()) {
            const QByteArray name = member.key().toByteArray();
            const Quantity more = after.value(name) - before.value(name);
            if (!after.contains(name) || !(more > Quantity()))
                continue;
            requested.insert(name, more);
            if (account.used.value(name) + more > Quantity::of(member.value))
                exceeded.append(name);
        }
        if (exceeded.isEmpty())
            continue;
        std::sort(exceeded.begin(), exceeded.end());
        return forbidden(attributes,
                         "exceeded quota: " + quota.name() + ", requested: " + told(requested, exceeded)
                             + ", used: " + told(account.used, exceeded)
                             + ", limited: " + told(types::resourceList(quota.spec()["hard"]), exceeded));
    }
    return {};
}

} // namespace orrery::chain
