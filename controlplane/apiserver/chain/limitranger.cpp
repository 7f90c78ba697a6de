// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/objecteditor.h"
#include "controlplane/apiserver/chain/plugins.h"
#include "controlplane/types/podresources.h"

namespace orrery::chain {

using namespace api;
using types::ResourceList;

namespace {

bool concerns(const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    const bool creates = attributes.operation == Attributes::Operation::Create;
    const bool updates = attributes.operation == Attributes::Operation::Update;
    if (!info.gvr.group.isEmpty() || attributes.old.isDeleting())
        return false;
    if (info.gvr.resource == "pods")
        return (creates && info.subresource.isEmpty()) || (updates && info.subresource == "resize");
    return info.gvr.resource == "persistentvolumeclaims" && (creates || updates) && info.subresource.isEmpty();
}

// --- defaults ---

/// What a namespace's limit ranges give a container that says nothing: the first range that names a resource wins.
struct Defaults
{
    Value limits, requests;
};

Defaults defaultsOf(const Object &range)
{
    Defaults defaults;
    for (const Value &limit : range.spec()["limits"].items()) {
        if (limit["type"].text() != "Container")
            continue;
        for (const Member &member : limit["default"].members())
            defaults.limits = defaults.limits.with(member.key(), member.value);
        for (const Member &member : limit["defaultRequest"].members())
            defaults.requests = defaults.requests.with(member.key(), member.value);
    }
    return defaults;
}

/// Sets what is missing; notes the names of what it set.
Value completed(const Value &present, const Value &defaults, QList<QByteArray> &set)
{
    Value out = present;
    for (const Member &member : defaults.members()) {
        if (out.contains(member.key()))
            continue;
        out = out.with(member.key(), member.value);
        set.append(member.key().toByteArray());
    }
    std::sort(set.begin(), set.end());
    return out;
}

Value withDefaults(Value document, const Defaults &defaults)
{
    QList<QByteArray> notes;
    for (const auto &[list, what] :
         {std::pair("containers", "container"), std::pair("initContainers", "init container")}) {
        const Value containers = document["spec"][list];
        const Value out = mapped(containers, [&, what = what](Value &container) {
            QList<QByteArray> requests, limits;
            Value resources = container["resources"];
            const Value wantedRequests = completed(resources["requests"], defaults.requests, requests);
            const Value wantedLimits = completed(resources["limits"], defaults.limits, limits);
            if (!limits.isEmpty())
                resources = resources.with("limits", wantedLimits);
            if (!requests.isEmpty())
                resources = resources.with("requests", wantedRequests);
            const QByteArray whose = QByteArray(" for ") + what + ' ' + container["name"].bytes();
            if (!requests.isEmpty())
                notes.append(requests.join(", ") + " request" + whose);
            if (!limits.isEmpty())
                notes.append(limits.join(", ") + " limit" + whose);
            if (!requests.isEmpty() || !limits.isEmpty())
                container = container.with("resources", resources);
        });
        if (!out.identical(containers))
            document = document.withPath({"spec", list}, out);
    }
    if (!notes.isEmpty())
        document = document.withPath({"metadata", "annotations", "kubernetes.io/limit-ranger"},
                                     "LimitRanger plugin set: " + notes.join("; "));
    return document;
}

// --- bounds ---

/// The bounds of one entry of spec.limits against what something of that type asks for and may use.
class Bounds
{
public:
    Bounds(const Value &limit, QList<QByteArray> &complaints)
        : m_limit(limit)
        , m_type(limit["type"].bytes())
        , m_complaints(complaints)
    {
    }

    void check(const ResourceList &requests, const ResourceList &limits) const
    {
        for (const Member &member : m_limit["min"].members())
            least(member.key().toByteArray(), Quantity::of(member.value), requests, limits);
        for (const Member &member : m_limit["max"].members())
            most(member.key().toByteArray(), Quantity::of(member.value), requests, limits);
        for (const Member &member : m_limit["maxLimitRequestRatio"].members())
            ratio(member.key().toByteArray(), Quantity::of(member.value), requests, limits);
    }

    /// Claims have requests only.
    void checkRequests(const ResourceList &requests) const
    {
        for (const Member &member : m_limit["min"].members())
            least(member.key().toByteArray(), Quantity::of(member.value), requests, {});
        for (const Member &member : m_limit["max"].members()) {
            const QByteArray name = member.key().toByteArray();
            const Quantity bound = Quantity::of(member.value);
            const QByteArray rule = is("maximum", name, bound);
            if (!requests.contains(name))
                complain(rule + ".  No request is specified");
            else if (requests[name] > bound)
                complain(rule + ", but request is " + requests[name].text());
        }
    }

private:
    QByteArray is(const char *what, const QByteArray &name, const Quantity &bound) const
    {
        return what + QByteArray(" ") + name + " usage per " + m_type + " is " + bound.text();
    }
    void complain(const QByteArray &what) const { m_complaints.append(what); }

    void least(const QByteArray &name, const Quantity &bound, const ResourceList &requests,
               const ResourceList &limits) const
    {
        const QByteArray rule = is("minimum", name, bound);
        if (!requests.contains(name))
            complain(rule + ".  No request is specified");
        else if (requests[name] < bound)
            complain(rule + ", but request is " + requests[name].text());
        else if (limits.contains(name) && limits[name] < bound)
            complain(rule + ", but limit is " + limits[name].text());
    }

    void most(const QByteArray &name, const Quantity &bound, const ResourceList &requests,
              const ResourceList &limits) const
    {
        const QByteArray rule = is("maximum", name, bound);
        if (!limits.contains(name))
            complain(rule + ".  No limit is specified");
        else if (limits[name] > bound)
            complain(rule + ", but limit is " + limits[name].text());
        else if (requests.contains(name) && requests[name] > bound)
            complain(rule + ", but request is " + requests[name].text());
    }

    void ratio(const QByteArray &name, const Quantity &bound, const ResourceList &requests,
               const ResourceList &limits) const
    {
        const QByteArray rule = name + " max limit to request ratio per " + m_type + " is " + bound.text() + ", but ";
        const Quantity request = requests.value(name), limit = limits.value(name);
        if (request.isZero()) {
            complain(rule + "no request is specified or request is 0");
        } else if (limit.isZero()) {
            complain(rule + "no limit is specified or limit is 0");
        } else {
            const double observed = double(limit.milli()) / double(request.milli());
            if (observed * 1000 > double(bound.milli()))
                complain(rule + "provided ratio is " + QByteArray::number(observed, 'f', 6));
        }
    }

    const Value &m_limit;
    const QByteArray m_type;
    QList<QByteArray> &m_complaints;
};

QList<QByteArray> complaintsAbout(const Object &range, const Value &document, bool isPod)
{
    QList<QByteArray> complaints;
    const Value &spec = document["spec"];
    for (const Value &limit : range.spec()["limits"].items()) {
        const QByteArrayView type = limit["type"].text();
        const Bounds bounds(limit, complaints);
        if (!isPod) {
            if (type == "PersistentVolumeClaim")
                bounds.checkRequests(types::resourceList(spec["resources"]["requests"]));
        } else if (type == "Container") {
            for (const char *list : {"containers", "initContainers"}) {
                for (const Value &container : spec[list].items())
                    bounds.check(types::resourceList(container["resources"]["requests"]),
                                 types::resourceList(container["resources"]["limits"]));
            }
        } else if (type == "Pod") {
            bounds.check(types::podRequests(spec), types::podLimits(spec));
        }
    }
    return complaints;
}

} // namespace

Result<> limitRangerAdmit(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "pods"))
        return {};
    for (const Object &range : listAll(store, "limitranges", attributes.info.ns))
        attributes.document = withDefaults(attributes.document, defaultsOf(range));
    return {};
}

Result<> limitRangerValidate(const store::Store &store, const Attributes &attributes)
{
    if (!concerns(attributes))
        return {};
    const bool isPod = attributes.info.gvr.resource == "pods";
    for (const Object &range : listAll(store, "limitranges", attributes.info.ns)) {
        const QList<QByteArray> complaints = complaintsAbout(range, attributes.document, isPod);
        if (!complaints.isEmpty())
            return forbidden(attributes, aggregated(complaints));
    }
    return {};
}

} // namespace orrery::chain
