// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringView>

namespace orrery::models {

/// Where in a YAML text a position is, by the indentation of the lines above it: block style, as people write and kubectl prints. Works on a text
/// that is not whole yet. Pure. Thread: any; a value.
struct YamlPlace
{
    QByteArray apiVersion, kind; ///< of the document that it is in
    QList<QByteArray> path; ///< the field on this line, or the one that a new line here would belong to; "[]" is an item of a list
    bool isField = false; ///< the line names a field (the last of path)
    bool inValue = false; ///< behind the colon
    QString word; ///< what is typed of a name or a value, before the position
    QList<QByteArray> siblings; ///< the names that are there beside it already

    QByteArray text() const; ///< "spec.containers[].image"
};
YamlPlace placeAt(QStringView text, qsizetype position);

} // namespace orrery::models
