// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/informer.h"

#include <chrono>

namespace orrery::client {

/// When to look at a key again although nothing changed; nothing: when it next changes.
struct Requeue
{
    std::optional<std::chrono::milliseconds> after;
    bool watchesChanged = false; ///< watches() answers something else from now on
};

/// What wakes a reconciler, and whose key it becomes. Data, so that the window can draw the control plane from it.
struct Watch
{
    enum class Maps { Self, ControllerOwner, Custom };
    api::Gvr gvr;
    Maps maps = Maps::Self;
    QByteArray ownerKind; ///< ControllerOwner: the kind whose key to take ("ReplicaSet")
    std::function<QList<api::Key>(const api::Object &)> keys; ///< Custom
    Informer::Scope scope;
};
using Watches = QList<Watch>;
Watch For(const api::Gvr &gvr, Informer::Scope scope = {});
Watch Owns(const api::Gvr &gvr, const QByteArray &ownerKind);
Watch Maps(const api::Gvr &gvr, std::function<QList<api::Key>(const api::Object &)> keys);

class Informers;

/// reconcile(key) makes reality match the object. Idempotent and level-triggered: it reads informers, writes through its Client, and
/// never relies on having seen every event. An Error means: try again, later each time (5 ms doubling to 1000 s, as client-go does).
/// Thread: one at a time, the runner's.
class Reconciler
{
public:
    virtual ~Reconciler() = default;
    virtual QByteArray name() const = 0; ///< "replicaset": for logs, metrics, and the gate
    /// Asked before setUp(), and again when a reconcile() says that they changed.
    virtual Watches watches() const = 0;
    /// Called once, after watches()' informers exist and before they start: add indexes, keep the pointers.
    virtual void setUp(Informers &informers) = 0;
    virtual api::Result<Requeue> reconcile(const api::Key &key) = 0;
};

/// The informers of one thread, one for each (gvr, scope). Thread: its own. Lifetime: outlives the reconcilers that use it.
class Informers final
{
public:
    explicit Informers(Client client, QObject *parent = nullptr);
    ~Informers();
    Informer *get(const api::Gvr &gvr, const Informer::Scope &scope = {});
    Informer *find(const api::Gvr &gvr) const; ///< of all objects of that kind; null if nobody asked for one
    /// The informer of a kind that is no longer served goes; nobody may use it any more.
    void release(const api::Gvr &gvr);
    void start();
    const Client &client() const { return m_client; }

private:
    Client m_client;
    QObject *m_parent;
    std::vector<std::pair<Informer::Scope, Informer *>> m_informers;
    bool m_started = false; // what is asked for later starts at once
};

} // namespace orrery::client
