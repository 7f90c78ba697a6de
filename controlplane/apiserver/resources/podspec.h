// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

/// What Pods and the templates of Pods share: the defaults and the rules of a PodSpec. Thread: any.

/// Kinds of resources in one list; more are refused, so that no list costs its square.
inline constexpr int mostResources = 256;

/// What Kubernetes fills in that the schema's table does not say.
void defaultPodSpec(api::Value &spec);
/// The template of a workload: {metadata, spec}.
void defaultPodTemplate(api::Value &podTemplate);
void validatePodSpec(FieldErrors &errors, const Path &path, const api::Value &spec);
/// The template of a workload; which labels it must have is the workload's affair.
void validatePodTemplate(FieldErrors &errors, const Path &path, const api::Value &podTemplate);
/// What is allowed, but hardly meant.
void warnOfPodSpec(QList<QByteArray> &warnings, const Path &path, const api::Value &spec);
/// "BestEffort", "Burstable" or "Guaranteed" (kubernetes.io, Pod Quality of Service Classes).
QByteArray qosClass(const api::Value &spec);
/// "a,b" of the containers' names or images, for wide tables.
QByteArray containerList(const api::Value &spec, QByteArrayView member);

} // namespace orrery::resources
