// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace orrery::api {

/// One range of an Accept header: "application/json;as=Table;v=v1;g=meta.k8s.io". Thread: any; a value.
struct MediaRange
{
    QByteArray type; ///< in lower case: "application/json", "*/*"
    QList<std::pair<QByteArray, QByteArray>> parameters; ///< but for q
    double weight = 1;

    QByteArray parameter(QByteArrayView name) const;
    bool takes(QByteArrayView mediaType) const; ///< mediaType: in lower case, without parameters
};

/// The ranges of an Accept header, what is preferred first: by weight, then those without wildcards, then as they were written. Of
/// weight 0 none; no header takes anything.
QList<MediaRange> parseAccept(QByteArrayView header);

/// The first of our three forms that the header takes: JSON, YAML, protobuf. Nothing if none.
enum class WireForm { Nothing, Json, Yaml, Protobuf };
WireForm preferredForm(QByteArrayView header);

} // namespace orrery::api
