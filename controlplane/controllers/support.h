// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/client/client.h"
#include "controlplane/client/informer.h"

namespace orrery::controllers {

// What several controllers need. Free functions; the controllers' thread.

bool isPodActive(const api::Object &pod); ///< neither finished nor being deleted
bool isPodReady(const api::Object &pod);
/// Ready for at least minReadySeconds; `wait` receives the microseconds until it will be, if it is only a matter of time.
bool isPodAvailable(const api::Object &pod, qint64 minReadySeconds, qint64 now, qint64 *wait = nullptr);

/// A merge patch that fails with Conflict if the object is no longer the one that was read.
api::Result<api::Object> patchFrom(const client::Client &client, const api::Gvr &gvr, const api::Object &read, api::Value patch,
                                   QByteArrayView subresource = {});

/// spec.replicas of a workload; Kubernetes' default where it is absent is 1.
int replicasOf(const api::Object &workload);

/// Whether a pod is one of a workload's by its labels: adopts orphans that match, releases those that match no longer.
/// candidates: what the owner's uid or nobody controls, in its namespace. Returns what belongs to it after that.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
api::Result<QList<api::Object>> claim(const client::Client &client, const api::Gvr &gvr, const api::Object &owner,
                                      const api::LabelSelector &selector, const QList<api::Object> &candidates);

/// Indexes for claim(): by the controller's uid, and "orphans" by namespace for what has no controller.
inline constexpr const char *byControllerIndex = "controller";
inline constexpr const char *orphansIndex = "orphans";
void addOwnerIndexes(client::Informer *informer);

/// IntOrString against a total: "25%" rounded up or down. Errors: none; what can't be read counts as 0.
int scaledValue(const api::Value &intOrPercent, int total, bool roundUp);

/// A short name for a pod template or similar: letters that make no words, as Kubernetes' hashes.
QByteArray safeHash(const QByteArray &text);

/// Sets (or keeps) a condition with lastUpdateTime, as apps/v1 has them; the transition time moves only with the status.
api::Value withUpdateCondition(const api::Value &conditions, QByteArrayView type, bool status, QByteArrayView reason,
                               QByteArrayView message, qint64 time);
api::Value withoutCondition(const api::Value &conditions, QByteArrayView type);
const api::Value &conditionOf(const api::Value &conditions, QByteArrayView type);

} // namespace orrery::controllers
