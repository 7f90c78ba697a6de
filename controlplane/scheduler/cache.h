// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/podinfo.h"

#include <QHash>

#include <map>

namespace orrery::scheduler {

/// A node with the pods that count on it.
struct NodeInfo
{
    api::Object node; ///< null: pods are left of a node that is gone
    Resources allocatable, requested;
    qint64 allocatablePods = 0;
    qint64 scoredMilliCpu = 0, scoredMemory = 0;
    QHash<api::Key, PodInfo> pods;
    QHash<QByteArray, int> byOwner; ///< controller uid -> pods
    QList<HostPort> usedPorts;

    void add(const PodInfo &pod);
    void remove(const api::Key &key);
};

/// What runs where, including pods whose binding the watch has not shown yet ("assumed").
/// Does not: talk to anybody. Thread: one. Lifetime: owner's.
class Cache final
{
public:
    void setNode(const api::Object &node);
    void removeNode(const QByteArray &name);
    /// A pod as the watch shows it: with a node and unfinished it counts, else it does not. Returns whether room became free.
    bool setPod(const api::Object &pod);
    bool removePod(const api::Object &pod);

    void assume(const PodInfo &pod, const QByteArray &node);
    void forget(const api::Key &key, const QByteArray &uid); ///< the binding failed
    bool isAssumed(const api::Key &key, const QByteArray &uid) const;

    const std::map<QByteArray, NodeInfo> &nodes() const { return m_nodes; } ///< by name: a stable order
    int nodeCount() const; ///< without those that are gone

private:
    struct Place
    {
        QByteArray node, uid;
        bool assumed = false;
    };
    void drop(const api::Key &key);
    std::map<QByteArray, NodeInfo> m_nodes;
    QHash<api::Key, Place> m_places;
};

} // namespace orrery::scheduler
