// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

/// Rules about addresses and networks that reach further than one text. Thread: any.

/// Whether one CIDR lies within another; both are good ones.
bool isWithin(QByteArrayView inner, QByteArrayView outer);
/// As Kubernetes writes it: "2001:db8::1"; empty for what is no address.
QByteArray canonicalIp(QByteArrayView text);
/// What no endpoint outside the pod may have: loopback, link-local, ...; empty where it is fine.
QByteArray specialIpProblem(QByteArrayView ip);
/// At most one CIDR of each IP family.
void validateDualStackCidrs(FieldErrors &errors, const Path &path, const api::Value &cidrs);

} // namespace orrery::resources
