// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/fieldpath.h"

namespace orrery::actions {

/// What the Deploy form does to manifests beyond single fields: pure functions from documents to documents. Documents are an application: a
/// workload, a Service for it, what it reads. Thread: any.
using Documents = QList<api::Value>;

/// Where a kind keeps its pods: "spec.template"; empty for a Pod, which is one itself.
QByteArray podPath(QByteArrayView kind);
bool isWorkload(QByteArrayView kind);
/// The kinds that the form can turn into one another.
const QList<QByteArray> &workloadKinds();
/// The first workload, or -1.
qsizetype workloadOf(const Documents &documents);

/// Another name for that document, and for what goes by its name: its labels and selectors, its container, its Service.
Documents renamed(const Documents &documents, qsizetype which, const QByteArray &name);
/// All of them in that namespace; a new one is made by a Namespace in front, which goes again with another choice.
Documents inNamespace(const Documents &documents, const QByteArray &ns, bool exists);
/// The same pods under another kind. Jobs have no Service of ours.
Documents ofKind(const Documents &documents, qsizetype which, const QByteArray &kind);

/// "", "ClusterIP", "NodePort", "LoadBalancer", "Headless": the Service in front of the workload's pods.
QByteArray serviceTypeOf(const Documents &documents);
Documents withService(const Documents &documents, const QByteArray &type);
/// The first port of that container; the Service that led to the one before leads to it. 0: none.
int portOf(const api::Value &workload, int container);
Documents withPort(const Documents &documents, qsizetype which, int container, int port);
/// The Service's document, or -1.
qsizetype serviceOf(const Documents &documents);

/// The node that its pods ask for by kubernetes.io/hostname or name; empty: any.
QByteArray nodeOf(const api::Value &workload);
api::Value withNode(const api::Value &workload, const QByteArray &node);
/// A volume of that source ("emptyDir", "configMap", ...), and where the container has it.
api::Value withMount(const api::Value &workload, int container, const QByteArray &source);
api::Value withContainer(const api::Value &workload);

} // namespace orrery::actions
