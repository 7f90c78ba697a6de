// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/eventrecorder.h"
#include "nodeagent/kubelet/podrunner.h"

namespace orrery::kubelet {

class Network;

/// The Node object: makes it exist, keeps its status true (capacity, addresses, conditions, images, versions), and
/// renews the node's Lease every ten seconds, which is how the control plane knows that the node lives. Node.status is
/// written when it changes, and at the latest every five minutes. Thread: the kubelet's. Lifetime: the kubelet's.
class NodeStatus final : public Subsystem
{
    Q_OBJECT
public:
    NodeStatus(const Dependencies &dependencies, EventRecorder &events, PodRunner &runner, Network &network,
               QObject *parent = nullptr);
    QByteArray name() const override { return "nodestatus"; }
    void start() override;
    bool isReady() const { return m_ready; }

Q_SIGNALS:
    void readyChanged(bool ready);
    /// The API refuses who we are: the certificate was issued by, or to, another cluster.
    void unauthorized();

private:
    struct Runtime
    {
        bool answers = false;
        QByteArray problem;
        cri::Version version;
        QList<cri::Image> images;
    };
    void registerNode();
    void nodeChanged(const api::Object &node);
    void refresh();
    void refreshed(Runtime runtime);
    void writeStatus();
    api::Value status(const api::Object &node, qint64 heartbeat) const;
    void renewLease();
    void schedule(int milliseconds);

    const Dependencies &m_dependencies;
    EventRecorder &m_events;
    PodRunner &m_runner;
    Network &m_network;
    client::Informer *m_self = nullptr; ///< this node
    api::Object m_lease;
    api::Value m_sent; ///< the status as it was last written
    api::Object m_written; ///< the Node as our last write left it
    Runtime m_runtime;
    QByteArray m_podCidr;
    QTimer m_refresh, m_leaseTimer;
    qint64 m_lastWrite = 0; ///< microseconds
    int m_wait = 0, m_leaseFailures = 0;
    bool m_ready = false, m_refreshing = false, m_writing = false, m_writeAgain = false, m_registered = false,
         m_renewing = false;
    Tasks m_tasks;
};

} // namespace orrery::kubelet
