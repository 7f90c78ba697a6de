// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/webhook.h"

namespace orrery::chain {

/// How a webhook is told of a write: under which name, and with which documents.
struct ReviewSubject
{
    api::Gvr gvr; ///< that its rules name
    api::Value document, old; ///< in that version; null where the operation has none
};

/// AdmissionReview with its request, as admission.k8s.io sends it. Pure.
api::Value admissionReview(const Webhook &webhook, const QByteArray &uid, const Attributes &attributes,
                           const ReviewSubject &subject);

/// What a webhook says.
struct ReviewAnswer
{
    bool allowed = false;
    api::Error denial; ///< if not allowed, and if the patch makes no sense
    api::Value patch; ///< JSON Patch operations; null: none
    QList<QByteArray> warnings;
    QMap<QByteArray, QByteArray> auditAnnotations; ///< keys begin with the webhook's name
};
/// Errors: InternalError, `failed calling webhook ...: received invalid webhook response: ...`; failurePolicy says
/// whether it counts.
api::Result<ReviewAnswer> readReview(const Webhook &webhook, const QByteArray &uid, bool mutating,
                                     const api::Value &answer);

/// `failed calling webhook "x": why`
api::Error failedCalling(const Webhook &webhook, const QByteArray &why);

} // namespace orrery::chain
