// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// What the kinds that make pods of a template share: defaults, rules and cells. Thread: any.

/// spec, changed; made where it is absent.
template <class Change> void inSpec(api::Value &document, Change change)
{
    api::Value spec = document["spec"];
    change(spec);
    if (!spec.identical(document["spec"]))
        document = document.with("spec", spec);
}
/// The pod template in spec.template.
void defaultTemplate(api::Value &spec);

/// spec.replicas and spec.minReadySeconds.
void validateReplicas(FieldErrors &errors, const api::Value &spec);
/// spec.selector (which must be there and select something) and spec.template, whose pods run for ever.
/// kind: as it stands in messages ("ReplicaSet").
void validateSelectorAndTemplate(FieldErrors &errors, const api::Value &spec, const QByteArray &kind);
/// That the template has the labels that the selector selects.
void validateTemplateLabels(FieldErrors &errors, const Path &path, const api::Value &podTemplate,
                            const api::Value &selector);
/// restartPolicy Always and no deadline, as for what is replaced when it ends.
void validateRunsForEver(FieldErrors &errors, const Path &path, const api::Value &podTemplate, const QByteArray &kind);
void validateSelectorUpdate(FieldErrors &errors, const api::Value &document, const api::Value &old);
/// Not more than 100%; what is no percentage is fine.
void validateAtMostAll(FieldErrors &errors, const Path &path, const api::Value &intOrPercent);
/// 0, "0%" or nothing.
bool isZero(const api::Value &intOrPercent);

/// Counts of status that may not be negative; those that are at most status.replicas.
void validateCounts(FieldErrors &errors, const api::Value &document, std::initializer_list<const char *> counts);
void validateAtMostReplicas(FieldErrors &errors, const api::Value &status, std::initializer_list<const char *> counts);
/// status of ReplicaSets and ReplicationControllers.
void validateReplicasStatus(FieldErrors &errors, const api::Value &document, const api::Value &old);
Subresource statusSubresource(const QByteArray &apiVersion, const QByteArray &kind,
                              void (*validate)(FieldErrors &, const api::Value &, const api::Value &));

/// What Kubernetes warns of in spec.template.
void warnOfTemplate(QList<QByteArray> &warnings, const api::Value &document);

/// A literal as a template's argument, so that a cell needs no function of its own.
template <size_t Size> struct Literal
{
    char text[Size];
    constexpr Literal(const char (&literal)[Size]) { std::copy_n(literal, Size, text); }
};
template <Literal name> api::Value specNumber(const api::Object &object, qint64)
{
    return api::Value(object.spec()[name.text].integer());
}
template <Literal name> api::Value statusNumber(const api::Object &object, qint64)
{
    return api::Value(object.status()[name.text].integer());
}
/// "1/3": status.readyReplicas of spec.replicas.
api::Value readyOfReplicas(const api::Object &object, qint64 now);
/// Containers, Images and Selector, for -o wide.
void addTemplateColumns(Resource &resource, api::Value (*selector)(const api::Object &, qint64));

} // namespace orrery::resources
