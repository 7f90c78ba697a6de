// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::discovery {

/// A custom resource's schema as OpenAPI documents show it: with apiVersion, kind and metadata, which the definition
/// leaves out; for v2 without what v2 does not know, so that clients that check by it refuse nothing that is right.
/// objectMeta: the reference to that definition. Thread: any; pure.
api::Value customSchema(const resources::Resource &resource, const api::Value &objectMeta, bool v3);
/// "com.example.stable.v1.CronTab"
QByteArray customName(const resources::Resource &resource);

} // namespace orrery::discovery
