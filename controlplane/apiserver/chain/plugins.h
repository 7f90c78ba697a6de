// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/admission.h"

namespace orrery::chain {

// The admission plugins that have a file of their own; their order is in admission.cpp.
// Source of each: kubernetes.io, Admission Control in Kubernetes. Thread: the api thread.

/// Whether a new object of this kind is admitted ("pods", "persistentvolumeclaims"; subresources are something else).
bool isCreate(const Attributes &attributes, QByteArrayView groupResource);
/// All objects of the kind (in the namespace), by the newest visible state, in the order of their names.
QList<api::Object> listAll(const store::Store &store, const QByteArray &groupResource, const QByteArray &ns = {});
/// Several complaints in one: the only one, or `[a, b]`.
QByteArray aggregated(QList<QByteArray> complaints);

/// LimitRanger: containers get the namespace's default requests and limits; what is outside its bounds is refused.
api::Result<> limitRangerAdmit(const store::Store &store, Attributes &attributes);
api::Result<> limitRangerValidate(const store::Store &store, const Attributes &attributes);

/// ServiceAccount: every pod runs as an account that exists, with a token for the API server mounted.
api::Result<> serviceAccountAdmit(const store::Store &store, Attributes &attributes);
api::Result<> serviceAccountValidate(const store::Store &store, const Attributes &attributes);

/// PodSecurity: the Pod Security Standards, as the namespace's labels ask.
api::Result<> podSecurity(const store::Store &store, const Attributes &attributes);

/// Priority: the number behind a pod's class; one default class at most.
api::Result<> priorityAdmit(const store::Store &store, Attributes &attributes);
api::Result<> priorityValidate(const store::Store &store, const Attributes &attributes);

/// RuntimeClass: a pod's overhead and where it may run, by its runtime.
api::Result<> runtimeClassAdmit(const store::Store &store, Attributes &attributes);
api::Result<> runtimeClassValidate(const store::Store &store, const Attributes &attributes);

/// DefaultStorageClass, PersistentVolumeClaimResize, StorageObjectInUseProtection.
api::Result<> defaultStorageClass(const store::Store &store, Attributes &attributes);
api::Result<> claimResize(const store::Store &store, const Attributes &attributes);
api::Result<> storageInUseProtection(Attributes &attributes);
/// DefaultIngressClass.
api::Result<> defaultIngressClass(const store::Store &store, Attributes &attributes);

/// CertificateApproval, CertificateSigning, CertificateSubjectRestriction.
api::Result<> certificateApproval(const Authorization &authorization, const Attributes &attributes);
api::Result<> certificateSigning(const Authorization &authorization, const Attributes &attributes);
api::Result<> certificateSubjectRestriction(const Attributes &attributes);

} // namespace orrery::chain
