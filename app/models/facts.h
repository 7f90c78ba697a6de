// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <QString>
#include <QVariant>

namespace orrery::models {

/// What a person wants to know of an object, in the order of the inspector: pure functions of the object and the time.
/// Thread: any.
struct Fact
{
    QString label;
    QString value;
    bool mono = true; ///< addresses, names and numbers; false for prose
};
QList<Fact> factsOf(const api::Object &object, qint64 now);

/// One word and how bad it is, as kubectl's STATUS column has it: "Running", "CrashLoopBackOff", "Terminating",
/// "NotReady".
struct State
{
    enum class Level { Good, Waiting, Warning, Bad, Leaving };
    QString text;
    Level level = Level::Good;
};
State stateOf(const api::Object &object);
/// How bad a word is that kubectl shows in a column STATUS, PHASE or READY ("CrashLoopBackOff", "Bound", "1/3").
State::Level levelOf(QStringView status);

QStringList containersOf(const api::Object &pod); ///< app containers, then init containers
QString ageText(qint64 from, qint64 now); ///< "12 min", "3 d"; microseconds since the epoch

} // namespace orrery::models
