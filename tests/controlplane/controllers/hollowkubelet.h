// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tests/support/testcluster.h"

#include "controlplane/client/informer.h"
#include "controlplane/client/then.h"

#include <QSet>

namespace orrery::test {

/// What the controllers need of all kubelets together: pods with a node get an address and become Ready, deleted ones go.
/// Thread: the test's, which must turn its event loop (eventually()).
class HollowKubelet final : public QObject
{
public:
    explicit HollowKubelet(client::Client client) : m_client(client), m_pods(client, client::gvr::pods)
    {
        connect(&m_pods, &client::Informer::changed, this, [this](const api::Object &, const api::Object &now) {
            if (now)
                look(now);
        });
        m_pods.start();
    }
    QSet<QByteArray> silentNodes; ///< nobody speaks for these
    QSet<QByteArray> brokenImages; ///< containers of these never start

    static api::Object node(const QByteArray &name)
    {
        using api::Value;
        const Value resources = Value::object({ { "cpu", "8" }, { "memory", "16Gi" }, { "pods", "110" } });
        return api::newObject("v1", "Node", { {}, name })
            .with("status", Value::object({ { "allocatable", resources }, { "capacity", resources },
                                            { "conditions", Value::array({ Value::object({ { "type", "Ready" }, { "status", "True" }, { "reason", "KubeletReady" } }) }) } }));
    }

private:
    void look(const api::Object &pod)
    {
        using api::Value;
        const QByteArray node = pod.spec()["nodeName"].bytes();
        if (node.isEmpty() || silentNodes.contains(node))
            return;
        if (pod.isDeleting()) {
            client::DeleteOptions now;
            now.gracePeriodSeconds = 0;
            now.uid = pod.uid();
            m_client.remove(client::gvr::pods, pod.key(), now);
            return;
        }
        if (pod.status()["phase"].text() == "Running" || brokenImages.contains(pod.spec()["containers"].at(0)["image"].bytes()))
            return;
        const QByteArray time = api::formatTime(m_clock.now());
        const Value ready = Value::object({ { "type", "Ready" }, { "status", "True" }, { "lastTransitionTime", time } });
        ++m_address;
        const QByteArray ip = "10.244." + QByteArray::number(m_address / 250) + '.' + QByteArray::number(m_address % 250 + 1);
        const Value patch = Value::object({ { "status", Value::object({ { "phase", "Running" }, { "podIP", ip },
                                                                        { "podIPs", Value::array({ Value::object({ { "ip", ip } }) }) },
                                                                        { "conditions", Value::array({ ready }) } }) } });
        client::then(m_client.patch(client::gvr::pods, pod.key(), api::PatchType::StrategicMerge, patch, "status"), this, [](const api::Result<api::Object> &result) {
            if (!result)
                qWarning("status: %s", result.error().message.constData());
        });
    }
    client::Client m_client;
    client::Informer m_pods;
    const api::SystemClock m_clock;
    int m_address = 1;
};

} // namespace orrery::test
