// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::api {

/// One document of a YAML stream, and the line (from 1) that it begins on.
struct YamlDocument
{
    Value value;
    int line = 1;
};

struct YamlLimits
{
    int depth = 100;
    qsizetype bytes = 3 * 1024 * 1024; ///< of the text, and again of all that aliases repeat
    int documents = 1000;
};

/// A YAML stream as kubectl reads one: plain words become numbers, booleans and null by go-yaml's rules (0644 is 420, "yes" is true), names of
/// members become strings, anchors and `<<` are resolved, empty documents left out. Of a member that occurs twice the last counts;
/// duplicates, if given, receives its path. JSON is YAML here.
/// Errors: BadRequest (malformed; "yaml: line 3: ..."), RequestEntityTooLarge. Thread: any.
Result<QList<YamlDocument>> parseYaml(QByteArrayView text, YamlLimits limits = {}, QList<QByteArray> *duplicates = nullptr);

/// Block style, members in order, as kubectl prints: lists at their parent's column, long texts as literal blocks. What any YAML reader could
/// take for something else than a string is quoted.
QByteArray toYaml(const Value &value);

/// What a plain (unquoted) scalar means; a string where it is nothing else.
Value resolveYamlScalar(QByteArrayView plain);

} // namespace orrery::api
