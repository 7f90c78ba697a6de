// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/types/podresources.h"

namespace orrery::types {

using namespace api;

namespace {

void raise(ResourceList &to, const ResourceList &other)
{
    for (auto it = other.cbegin(); it != other.cend(); ++it) {
        const auto found = to.find(it.key());
        if (found == to.end())
            to.insert(it.key(), it.value());
        else if (*found < it.value())
            *found = it.value();
    }
}

void complete(ResourceList &list, const ResourceList &otherwise)
{
    for (auto it = otherwise.cbegin(); it != otherwise.cend(); ++it) {
        if (!list.contains(it.key()))
            list.insert(it.key(), it.value());
    }
}

enum class Side { Requests, Limits };

ResourceList ofContainer(const Value &resources, Side side, const ResourceList &otherwise)
{
    if (side == Side::Limits)
        return resourceList(resources["limits"]);
    ResourceList list = resourceList(resources["requests"]);
    complete(list, resourceList(resources["limits"]));
    complete(list, otherwise);
    return list;
}

ResourceList sum(const Value &spec, Side side, const ResourceList &otherwise)
{
    ResourceList total;
    for (const Value &container : spec["containers"].items())
        add(total, ofContainer(container["resources"], side, otherwise));
    ResourceList staying, highest;
    for (const Value &container : spec["initContainers"].items()) {
        ResourceList asked = ofContainer(container["resources"], side, otherwise);
        if (container["restartPolicy"].text() == "Always") {
            add(total, asked);
            add(staying, asked);
            asked = staying;
        } else {
            add(asked, staying);
        }
        raise(highest, asked);
    }
    raise(total, highest);
    const ResourceList own = ofContainer(spec["resources"], side, {});
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        if (it.key() == "cpu" || it.key() == "memory" || it.key().startsWith("hugepages-"))
            total.insert(it.key(), it.value());
    }
    return total;
}

bool isNamed(const Value &resources)
{
    for (const char *member : {"requests", "limits"}) {
        for (const char *name : {"cpu", "memory"}) {
            if (!Quantity::of(resources[member][name]).isZero())
                return true;
        }
    }
    return false;
}

} // namespace

ResourceList resourceList(const Value &list)
{
    ResourceList out;
    for (const Member &member : list.members())
        out.insert(member.key().toByteArray(), Quantity::of(member.value));
    return out;
}

void add(ResourceList &to, const ResourceList &other)
{
    for (auto it = other.cbegin(); it != other.cend(); ++it) {
        const auto found = to.find(it.key());
        if (found == to.end())
            to.insert(it.key(), it.value());
        else
            *found = *found + it.value();
    }
}

ResourceList podRequests(const Value &spec, const ResourceList &otherwise)
{
    ResourceList total = sum(spec, Side::Requests, otherwise);
    add(total, resourceList(spec["overhead"]));
    return total;
}

ResourceList podLimits(const Value &spec)
{
    ResourceList total = sum(spec, Side::Limits, {});
    // Overhead only makes a limit larger; it is none by itself.
    for (const Member &member : spec["overhead"].members()) {
        const auto found = total.find(member.key().toByteArray());
        if (found != total.end())
            *found = *found + Quantity::of(member.value);
    }
    return total;
}

bool isBestEffort(const Value &spec)
{
    if (isNamed(spec["resources"]))
        return false;
    for (const char *list : {"containers", "initContainers"}) {
        for (const Value &container : spec[list].items()) {
            if (isNamed(container["resources"]))
                return false;
        }
    }
    return true;
}

bool isFinished(const Value &pod)
{
    const QByteArrayView phase = pod["status"]["phase"].text();
    return phase == "Succeeded" || phase == "Failed";
}

} // namespace orrery::types
