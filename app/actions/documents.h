// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::actions {

/// One document of a text of several: what it says, how it was written, and the line (from 1) on which its text begins.
struct Document
{
    api::Value value;
    QByteArray text;
    int line = 1;
};

/// The documents of a YAML stream; empty ones are left out. Errors: as api::parseYaml. Thread: any.
api::Result<QList<Document>> readDocuments(const QByteArray &yaml);
/// The documents with these values: one that has not changed keeps its text, comments and all; the others are written anew.
QList<Document> withValues(const QList<Document> &documents, const QList<api::Value> &values);
QByteArray textOf(const QList<Document> &documents);

} // namespace orrery::actions
