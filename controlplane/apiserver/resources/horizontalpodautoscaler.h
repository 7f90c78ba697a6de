// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

/// What a HorizontalPodAutoscaler (autoscaling/v2) measures: spec.metrics, their rules and how kubectl shows them.
/// Thread: any.
void validateMetrics(FieldErrors &errors, const Path &path, const api::Value &metrics);
/// kind, name and apiVersion of what is scaled or measured.
void validateObjectReference(FieldErrors &errors, const Path &path, const api::Value &reference);
/// "cpu: 12%/80%, 3/10 (avg) + 1 more..."
QByteArray metricsText(const api::Value &metrics, const api::Value &currentMetrics);
/// The metric that is meant where none is said: CPU at 80% of what is requested.
api::Value cpuUtilizationMetric(qint64 percent = 80);

/// Between the versions; v2 is what is stored. What v1 has no fields for is in its annotations, as in Kubernetes.
api::Value autoscalerToV1(const api::Value &v2);
api::Value autoscalerFromV1(const api::Value &v1);

} // namespace orrery::resources
