// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/podinfo.h"

#include "controlplane/api/quantity.h"

namespace orrery::scheduler {

using namespace api;

namespace {

/// Requests of one container; a limit without a request is one, as the API server's defaults say.
Value requestsOf(const Value &container)
{
    const Value &resources = container["resources"];
    Value requests = resources["requests"];
    for (const Member &limit : resources["limits"].members()) {
        if (!requests.contains(limit.key()))
            requests = requests.with(limit.key(), limit.value);
    }
    return requests;
}

} // namespace

Resources Resources::of(const Value &list)
{
    Resources result;
    for (const Member &member : list.members()) {
        const Quantity quantity = Quantity::of(member.value);
        if (member.key() == "cpu")
            result.milliCpu = quantity.milli();
        else if (member.key() == "memory")
            result.memory = quantity.value();
        else if (member.key() == "ephemeral-storage")
            result.ephemeralStorage = quantity.value();
        else if (member.key() != "pods")
            result.others.insert(member.key().toByteArray(), quantity.value());
    }
    return result;
}

Resources &Resources::operator+=(const Resources &other)
{
    milliCpu += other.milliCpu;
    memory += other.memory;
    ephemeralStorage += other.ephemeralStorage;
    for (auto it = other.others.cbegin(); it != other.others.cend(); ++it)
        others[it.key()] += it.value();
    return *this;
}

Resources &Resources::operator-=(const Resources &other)
{
    milliCpu -= other.milliCpu;
    memory -= other.memory;
    ephemeralStorage -= other.ephemeralStorage;
    for (auto it = other.others.cbegin(); it != other.others.cend(); ++it)
        others[it.key()] -= it.value();
    return *this;
}

Resources Resources::larger(const Resources &a, const Resources &b)
{
    Resources result = a;
    result.milliCpu = std::max(a.milliCpu, b.milliCpu);
    result.memory = std::max(a.memory, b.memory);
    result.ephemeralStorage = std::max(a.ephemeralStorage, b.ephemeralStorage);
    for (auto it = b.others.cbegin(); it != b.others.cend(); ++it)
        result.others[it.key()] = std::max(result.others.value(it.key()), it.value());
    return result;
}

bool HostPort::clashesWith(const HostPort &other) const
{
    if (port != other.port || protocol != other.protocol)
        return false;
    return ip == other.ip || ip == "0.0.0.0" || other.ip == "0.0.0.0";
}

PodInfo::PodInfo(const Object &pod)
    : pod(pod)
    , key(pod.key())
    , uid(pod.uid())
    , nodeName(pod.spec()["nodeName"].bytes())
    , priority(pod.spec()["priority"].integer())
{
    if (const auto owner = pod.controller())
        ownerUid = owner->uid;
    for (const Value &container : pod.spec()["containers"].items()) {
        const Resources asked = Resources::of(requestsOf(container));
        requests += asked;
        scoredMilliCpu += asked.milliCpu ? asked.milliCpu : 100;
        scoredMemory += asked.memory ? asked.memory : 200 * 1024 * 1024;
        for (const Value &port : container["ports"].items()) {
            if (const qint64 number = port["hostPort"].integer(); number > 0) {
                const QByteArray ip = port["hostIP"].bytes(), protocol = port["protocol"].bytes();
                hostPorts.append({ ip.isEmpty() ? QByteArray("0.0.0.0") : ip, protocol.isEmpty() ? QByteArray("TCP") : protocol, number });
            }
        }
    }
    // Init containers run one after the other; those that restart for ever (KEP-753) stay beside all that follows.
    Resources staying, highest;
    for (const Value &container : pod.spec()["initContainers"].items()) {
        Resources asked = Resources::of(requestsOf(container));
        if (container["restartPolicy"].text() == "Always") {
            requests += asked;
            staying += asked;
            asked = staying;
        } else {
            asked += staying;
        }
        highest = Resources::larger(highest, asked);
    }
    requests = Resources::larger(requests, highest);
    requests += Resources::of(pod.spec()["overhead"]);
    scoredMilliCpu = std::max(scoredMilliCpu, highest.milliCpu);
    scoredMemory = std::max(scoredMemory, highest.memory);
}

bool isFinished(const Object &pod)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    return phase == "Succeeded" || phase == "Failed";
}

} // namespace orrery::scheduler
