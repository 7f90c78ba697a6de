// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// Amounts of resources, and how resources may be called, in quotas, limits and volumes. Thread: any.

/// Empty if the name may stand there, else what is wrong.
QByteArray resourceNameProblem(QByteArrayView name); ///< a ResourceName: "cpu", "example.com/gpu"
QByteArray containerResourceProblem(QByteArrayView name); ///< what a container can have
QByteArray quotaResourceProblem(QByteArrayView name); ///< what a ResourceQuota can count

bool isQuotaResource(QByteArrayView name); ///< one of Kubernetes' own that quotas count
bool isWholeResource(QByteArrayView name); ///< counted, not measured: pods, services, ...
bool isExtendedResource(QByteArrayView name); ///< "example.com/gpu"

void validateNotNegativeQuantity(FieldErrors &errors, const Path &path, const api::Value &quantity);
/// {name: quantity}: names that `problem` lets pass, amounts that are not negative and whole where they must be.
void validateResourceList(FieldErrors &errors, const Path &path, const api::Value &list,
                          QByteArray (*problem)(QByteArrayView));

} // namespace orrery::resources
