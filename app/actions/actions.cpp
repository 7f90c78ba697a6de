// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/actions.h"

#include "app/actions/machines.h"
#include "controlplane/api/clock.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

void Actions::perform(const QString &title, const Request &request)
{
    if (!m_session)
        return;
    const api::Cause cause = api::Cause::create();
    const api::CauseScope scope(cause);
    Q_EMIT began(QString::fromUtf8(cause.traceId), title);
    ++m_running;
    Q_EMIT runningChanged();
    client::then(request(m_session->client()), this, [this, title](const api::Result<api::Object> &result) {
        --m_running;
        Q_EMIT runningChanged();
        Q_EMIT finished(bool(result), title, result ? QString() : QString::fromUtf8(result.error().message));
    });
}

void Actions::remove(const QString &kind, const QString &ns, const QString &name)
{
    const cluster::Kind *which = m_session ? m_session->kind(kind) : nullptr;
    if (!which)
        return;
    perform(tr("Delete %1 %2").arg(kind, name), [&](const client::Client &client) {
        return client.remove(which->gvr, {ns.toUtf8(), name.toUtf8()});
    });
}

void Actions::scale(const QString &ns, const QString &deployment, int replicas)
{
    perform(tr("Scale %1 to %2").arg(deployment).arg(replicas), [&](const client::Client &client) {
        return client.patch(client::gvr::deployments, {ns.toUtf8(), deployment.toUtf8()}, api::PatchType::Merge,
                            api::Value().withPath({"spec", "replicas"}, replicas), "scale");
    });
}

/// As kubectl rollout restart: an annotation on the pod template.
void Actions::restart(const QString &ns, const QString &deployment)
{
    perform(tr("Restart %1").arg(deployment), [&](const client::Client &client) {
        return client.patch(
            client::gvr::deployments, {ns.toUtf8(), deployment.toUtf8()}, api::PatchType::Merge,
            api::Value().withPath({"spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"},
                                  api::formatTime(api::SystemClock().now())));
    });
}

void Actions::addMachines(int count, const QString &provider, int cpus, const QString &memory)
{
    if (!m_session)
        return;
    QList<api::Key> taken = m_session->feed(client::gvr::machines)->objects().keys();
    taken += m_session->feed(client::gvr::nodes)->objects().keys();
    for (int i = 0; i < count; ++i) {
        const QByteArray name = freeMachineName(taken);
        taken += {{}, name};
        const api::Object machine = machineOf(name, {provider.toUtf8(), cpus, memory.toUtf8()});
        perform(tr("Add node %1").arg(QString::fromUtf8(name)),
                [&](const client::Client &client) { return client.create(client::gvr::machines, machine); });
    }
}

void Actions::removeMachine(const QString &name)
{
    perform(tr("Remove node %1").arg(name), [&](const client::Client &client) {
        return client.remove(client::gvr::machines, {{}, name.toUtf8()});
    });
}

void Actions::setPower(const QString &machine, bool on)
{
    perform(on ? tr("Power on %1").arg(machine) : tr("Power off %1").arg(machine),
            [&](const client::Client &client) { return actions::setPower(client, machine.toUtf8(), on); });
}

void Actions::setSchedulable(const QString &node, bool schedulable)
{
    perform(schedulable ? tr("Uncordon %1").arg(node) : tr("Cordon %1").arg(node),
            [&](const client::Client &client) { return actions::setSchedulable(client, node.toUtf8(), schedulable); });
}

QString Actions::kubectl(const QString &verb, const QString &kind, const QString &ns, const QString &name) const
{
    const QString where = ns.isEmpty() ? QString() : QStringLiteral(" -n ") + ns;
    return QStringLiteral("kubectl %1 %2 %3%4").arg(verb, kind.toLower(), name, where);
}

} // namespace orrery::actions
