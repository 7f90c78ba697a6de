// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

namespace orrery::api {

/// What names, labels and label values may look like
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/). Thread: any.
bool isDnsLabel(QByteArrayView text); ///< RFC 1123 label: lower-case letters, digits, '-'; at most 63
bool isDnsSubdomain(QByteArrayView text); ///< RFC 1123 labels joined by dots; at most 253
bool isQualifiedName(QByteArrayView text); ///< a label or annotation key: [subdomain/]name
bool isLabelValue(QByteArrayView text); ///< empty, or at most 63 of letters, digits, '-', '_', '.'

QByteArray nameSuffix(); ///< five characters that spell no words, for names that are made: another each time

} // namespace orrery::api
