// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

/// The rules of a JobSpec, which Jobs and CronJobs share; not those of its selector. Thread: any.
void validateJobSpec(FieldErrors &errors, const Path &path, const api::Value &spec);

/// What is wrong with a schedule ("*/5 * * * *", "@daily", "@every 1h30m"); empty if nothing is.
QByteArray cronScheduleProblem(QByteArrayView schedule);

} // namespace orrery::resources
