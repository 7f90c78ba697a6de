// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QList>
#include <QString>

#include <functional>

namespace orrery::story {

/// How far a cause has come: the steps of the transport bar.
enum class Stage { Request, Stored, Scheduled, Kubelet, Running };
inline constexpr int stageCount = 5;

/// One thing that happened, as the picture shows it: something travels from one place of the map to another.
/// Places: "you", "apiserver", "store", "scheduler", "controllers", "node/<name>".
struct Beat
{
    QString from, to;
    QString caption; ///< "POST deployments", "run web-x2x9k"; empty: not worth a label
    QString traceId;
    Stage stage = Stage::Request;
    QString sentence, detail; ///< for the transport bar
};

/// What one Step (steps.orrery.dev) looks like on the map, in order. nodeOf: the node that a pod was bound to, if
/// known. A pure function; source: the steps' contract in controlplane/apiserver.
QList<Beat> beatsOf(const api::Object &step, const std::function<QString(const api::Key &pod)> &nodeOf);

/// The place of the map that a user of the API stands at.
QString placeOf(const QString &user);

} // namespace orrery::story
