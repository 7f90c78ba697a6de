// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/admission.h"
#include "controlplane/apiserver/chain/authorization.h"

namespace orrery::chain {

/// The node's name behind user system:node:<name> of group system:nodes; empty for anybody else.
QByteArray nodeName(const api::User &user);

/// Resource and key of what a pod names and its node must therefore read: Secrets, ConfigMaps, claims, its account.
struct Reference
{
    QByteArray resource;
    api::Key key;
};
QList<Reference> references(const api::Object &pod);

/// What the pods of each node name, kept up to date by a watch. Thread: the api thread. Lifetime: Authorization's; the
/// store outlives it.
class NodeGraph final
{
public:
    explicit NodeGraph(store::Store &store);
    ~NodeGraph();
    bool hasPod(const QByteArray &node, const api::Key &pod) const;
    /// Whether a pod of the node names it, or its volume is for such a claim, or it is that volume's Secret.
    bool refers(const QByteArray &node, const QByteArray &resource, const api::Key &key) const;
    const store::Store &store() const { return m_store; }

private:
    void take(const QByteArray &key, const api::Object &pod); ///< null: it is gone
    bool volumeNames(const api::Object &volume, const api::Key &secret) const;

    store::Store &m_store;
    struct Pod
    {
        QByteArray node;
        QList<QByteArray> names;
    };
    QHash<QByteArray, Pod> m_pods; ///< by store key
    QHash<QByteArray, QHash<QByteArray, int>> m_names; ///< by node: what is named, and how often
    std::unique_ptr<store::Store::WatchHandle> m_watch;
};

/// What a node's agent may do: the rules of role system:node, but of Secrets, ConfigMaps, ServiceAccounts, claims and
/// volumes only those that its pods name, and only its own Node, Lease and pods. Source: kubernetes.io, Using Node
/// Authorization.
Decision nodeAuthorizer(const NodeGraph &graph, const Question &question);

/// Admission NodeRestriction: what the path does not tell. A node writes itself and its own pods, not its neighbours,
/// its taints, or labels by which pods are kept apart; it asks for certificates in its own name, and for tokens of its own
/// pods' accounts, for audiences that those pods' volumes name.
api::Result<> nodeRestriction(const store::Store &store, const Authorization &authorization,
                              const Attributes &attributes);

} // namespace orrery::chain
