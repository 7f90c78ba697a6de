// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/podinfo.h"

namespace orrery::scheduler {

using namespace api;

namespace {

/// What asks for nothing still weighs something when nodes are compared.
const types::ResourceList least{{"cpu", Quantity::fromMilli(100)}, {"memory", Quantity::fromBytes(200 * 1024 * 1024)}};

} // namespace

Resources Resources::of(const types::ResourceList &list)
{
    Resources result;
    for (auto it = list.cbegin(); it != list.cend(); ++it) {
        if (it.key() == "cpu")
            result.milliCpu = it->milli();
        else if (it.key() == "memory")
            result.memory = it->value();
        else if (it.key() == "ephemeral-storage")
            result.ephemeralStorage = it->value();
        else if (it.key() != "pods")
            result.others.insert(it.key(), it->value());
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
    requests = Resources::of(types::podRequests(pod.spec()));
    const Resources scored = Resources::of(types::podRequests(pod.spec(), least));
    scoredMilliCpu = scored.milliCpu;
    scoredMemory = scored.memory;
    for (const Value &container : pod.spec()["containers"].items()) {
        for (const Value &port : container["ports"].items()) {
            if (const qint64 number = port["hostPort"].integer(); number > 0) {
                const QByteArray ip = port["hostIP"].bytes(), protocol = port["protocol"].bytes();
                hostPorts.append({ ip.isEmpty() ? QByteArray("0.0.0.0") : ip, protocol.isEmpty() ? QByteArray("TCP") : protocol, number });
            }
        }
    }
}

bool isFinished(const Object &pod)
{
    return types::isFinished(pod.document());
}

} // namespace orrery::scheduler
