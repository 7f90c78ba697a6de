// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

namespace orrery::actions {

struct Exposure
{
    QByteArray name; ///< of the Service; empty: the object's
    QByteArray type = "ClusterIP"; ///< or NodePort, LoadBalancer
    int port = 80;
    int targetPort = 0; ///< 0: the same
};
/// kubectl expose: a Service that selects what the object selects, or the pod by its labels. Null body: nothing can be selected.
Call exposeCall(const cluster::Kind &kind, const api::Object &object, const Exposure &exposure);
/// The first port that its containers name; 0 if they name none.
int portOf(const api::Object &object);

} // namespace orrery::actions
