// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/catalogue.h"
#include "app/cluster/session.h"
#include "app/clusters/program.h"

#include <QtQml/qqmlregistration.h>

namespace orrery::clusters {

/// One cluster that is open in the window: its session while it has one, and before that what it is at.
/// An embedded cluster is started here, unless another process runs it: then it is shown like any other.
/// Thread: gui. Lifetime: Clusters'.
class Tab : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(ClusterTab)
    QML_UNCREATABLE("made by Clusters")
    Q_PROPERTY(QString clusterId READ clusterId CONSTANT)
    Q_PROPERTY(QString name READ name NOTIFY nameChanged)
    Q_PROPERTY(bool embedded READ isEmbedded CONSTANT)
    Q_PROPERTY(bool hosted READ isHosted NOTIFY changed) ///< runs in this process
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(QString step READ step NOTIFY changed) ///< while Starting or Stopping
    Q_PROPERTY(QString problem READ problem NOTIFY changed) ///< why it is Closed, if something failed
    Q_PROPERTY(orrery::cluster::Session *session READ session NOTIFY changed)
public:
    enum State { Closed, Starting, Open, Stopping };
    Q_ENUM(State)

    Tab(const cluster::Known &known, const Program &program, QObject *parent);
    /// A recorded cluster, already open.
    Tab(std::unique_ptr<cluster::Session> session, QObject *parent);
    ~Tab() override;

    const QString &clusterId() const { return m_known.id; }
    const cluster::Known &known() const { return m_known; }
    QString name() const { return m_known.name; }
    void setName(const QString &name);
    bool isEmbedded() const { return m_known.isEmbedded; }
    bool isHosted() const { return m_hosted != nullptr; }
    State state() const { return m_state; }
    const QString &step() const { return m_step; }
    const QString &problem() const { return m_problem; }
    cluster::Session *session() const { return m_session.get(); }

    void wantNodes(const NodesWanted &nodes) { m_nodes = nodes; } ///< before open()
    Q_INVOKABLE void open(); ///< or again, after it failed or was stopped
    void closeSession(); ///< the session only; a hosted cluster goes on
    void stop(); ///< a hosted cluster too

Q_SIGNALS:
    void changed();
    void nameChanged();
    void stopped(); ///< a hosted cluster has ended

private:
    void host();
    void attach(); ///< by its kubeconfig
    void connectTo(const api::Result<client::Connection> &connection);
    void set(State state, const QString &step = {}, const QString &problem = {});

    cluster::Known m_known;
    Program m_program;
    NodesWanted m_nodes;
    State m_state = Closed;
    QString m_step, m_problem;
    std::unique_ptr<Hosted> m_hosted; ///< outlives the session
    std::unique_ptr<cluster::Session> m_session;
    int m_attempt = 0;
};

} // namespace orrery::clusters
