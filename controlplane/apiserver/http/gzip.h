// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

namespace orrery::http {

/// A gzip member of `bytes`, at zlib's quickest level; empty if zlib fails. Thread: any.
QByteArray gzip(const QByteArray &bytes);

} // namespace orrery::http
