// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// How documents of a version become those of the version that is stored, and back. Both are pure, lose nothing, and
/// take documents that nobody has validated yet (their JSON types are right). apiVersion is not theirs to change.
struct Conversion
{
    std::function<api::Value(const api::Value &stored)> fromStored; ///< none: the documents are alike
    std::function<api::Value(const api::Value &document)> toStored;
};

/// The kind in another version (or group): it is kept as `of` is, under the same prefix, and has all its rules, columns
/// and subresources, which speak of the stored version and are asked through the conversion. What differs is set on the
/// result. Add `of` itself to the registry, too. Thread: any; pure.
Resource anotherVersion(const Resource &of, const api::Gvr &gvr, const Conversion &conversion = {});

} // namespace orrery::resources
