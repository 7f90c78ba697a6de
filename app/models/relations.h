// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QList>

namespace orrery::models {

/// An object as another one names it. Thread: any; a value.
struct Reference
{
    QByteArray apiVersion; ///< of an owner; else empty: the kind's usual one
    QByteArray kind;
    api::Key key;
    bool operator==(const Reference &other) const { return kind == other.kind && key == other.key; }
};

/// What a pod (or a workload's template) uses by name: its node, service account, claims, ConfigMaps and Secrets, each once, in this order;
/// of other kinds what their spec points at: the Services of an Ingress, the target of an autoscaler, the volume of a claim, the role of a binding.
/// Pure functions of the object. Thread: any.
QList<Reference> referencesOf(const api::Object &object);
/// Its controller, as a reference; nothing if it has none.
std::optional<Reference> ownerOf(const api::Object &object);
bool isOwnedBy(const api::Object &object, QByteArrayView uid);
/// A Service's selector on a pod; one without a selector selects nothing.
bool selects(const api::Object &service, const api::Object &pod);

} // namespace orrery::models
