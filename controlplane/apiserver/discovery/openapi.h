// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/registry.h"

namespace orrery::discovery {

/// OpenAPI documents of the served kinds, from the schema's table. Thread: any.
api::Value openApiV2(const resources::Registry &registry);
api::Value openApiV3(const resources::Registry &registry, const QByteArray &group, const QByteArray &version);
/// An OpenAPI v2 document in the protobuf form (openapi.v2.Document of the gnostic project's format) that kubectl asks
/// for.
QByteArray toOpenApiProtobuf(const api::Value &document);

} // namespace orrery::discovery
