// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QMap>

namespace orrery::actions {

/// What the Deploy form asks for. Thread: any; a value.
struct DeploySpec
{
    QByteArray ns = "default";
    QByteArray name;
    QByteArray image;
    int replicas = 1;
    int port = 0; ///< container port; 0: none
    QByteArray serviceType; ///< "ClusterIP", "NodePort"; empty: no service
    int servicePort = 80;
    QList<std::pair<QByteArray, QByteArray>> environment;
    QByteArray cpu, memory; ///< requests, as Quantities; empty: none
};

/// The manifests that the form stands for: a Deployment and, if asked for, a Service. A pure function.
QList<api::Object> manifestsOf(const DeploySpec &spec);

/// What is wrong with the form, by its field ("name", "image", ...); the server judges the rest.
QMap<QByteArray, QByteArray> problemsOf(const DeploySpec &spec);

} // namespace orrery::actions
