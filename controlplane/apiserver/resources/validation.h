// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/objecteditor.h"
#include "controlplane/apiserver/resources/fielderrors.h"

namespace orrery::resources {

/// Rules that many kinds share. Each is the rule of the same name in Kubernetes' documentation (Object Names and IDs,
/// Labels and Selectors) with the words its API server answers. Thread: any.

/// How a kind's objects may be called.
enum class NameRule { Subdomain, Label, Label1035, PathSegment };

/// Empty if the text obeys, else what is wrong.
QByteArray subdomainProblem(QByteArrayView text);
QByteArray labelProblem(QByteArrayView text);
QByteArray label1035Problem(QByteArrayView text);
QByteArray qualifiedNameProblem(QByteArrayView text);
QByteArray labelValueProblem(QByteArrayView text);
QByteArray configKeyProblem(QByteArrayView text);
QByteArray portNameProblem(QByteArrayView text);
QByteArray ipProblem(QByteArrayView text);
/// "10.0.0.0/8": the canonical form, without bits beyond the prefix.
QByteArray cidrProblem(QByteArrayView text);
bool isIpv6(QByteArrayView text); ///< of an address or a CIDR that is good
/// A subdomain of at least three labels, as webhooks are called.
QByteArray threeLabelsProblem(QByteArrayView text);
QByteArray nameProblem(NameRule rule, QByteArrayView name);

void validateObjectMeta(FieldErrors &errors, const api::Value &metadata, bool namespaced, NameRule rule);
/// What an update may not touch.
void validateObjectMetaUpdate(FieldErrors &errors, const api::Value &metadata, const api::Value &old);
void validateLabels(FieldErrors &errors, const Path &path, const api::Value &labels);
void validateAnnotations(FieldErrors &errors, const Path &path, const api::Value &annotations);
/// A metav1.LabelSelector.
void validateLabelSelector(FieldErrors &errors, const Path &path, const api::Value &selector);
void validateNotNegative(FieldErrors &errors, const Path &path, const api::Value &number);
void validatePort(FieldErrors &errors, const Path &path, const api::Value &port);
/// A port by number or name (IntOrString).
void validatePortReference(FieldErrors &errors, const Path &path, const api::Value &port);
void validateImmutable(FieldErrors &errors, const Path &path, const api::Value &now, const api::Value &old);
/// One of the values; an absent one is Required.
void validateEnum(FieldErrors &errors, const Path &path, const api::Value &value, const QList<QByteArray> &supported);
/// An int or a percentage, not negative.
void validateIntOrPercent(FieldErrors &errors, const Path &path, const api::Value &value);

/// Invalid, if the rule (one of those above) finds something wrong with the text.
void validateText(FieldErrors &errors, const Path &path, const api::Value &text, QByteArray (*problem)(QByteArrayView));
/// The same, and Required where there is no text.
void validateRequiredText(FieldErrors &errors, const Path &path, const api::Value &text,
                          QByteArray (*problem)(QByteArrayView) = nullptr);
/// NotSupported, if there is a text and it is none of these.
void validateChoice(FieldErrors &errors, const Path &path, const api::Value &value, const QList<QByteArray> &supported);
/// Bounds that Kubernetes words as "must be between A and B, inclusive".
void validateRange(FieldErrors &errors, const Path &path, const api::Value &number, qint64 least, qint64 most);
/// check(item, its path) for every item of the array.
template <class Check> void eachItem(const Path &path, const api::Value &array, Check check)
{
    qsizetype index = 0;
    for (const api::Value &item : array.items())
        check(item, path[index++]);
}

/// value["name"] = otherwise, where it is absent (or, for text, empty).
void setDefault(api::Value &object, QByteArrayView name, const api::Value &otherwise);
using api::mapped;

} // namespace orrery::resources
