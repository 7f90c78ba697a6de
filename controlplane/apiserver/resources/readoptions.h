// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

namespace orrery::resources {

/// metav1.ListOptions, as lists and watches take them (selectors are Selection's). Thread: any; a value.
struct ReadOptions
{
    enum class Match { None, Exact, NotOlderThan };
    std::optional<qint64> revision; ///< resourceVersion, if there is one
    Match match = Match::None;
    qint64 limit = 0; ///< 0: none
    qint64 timeoutSeconds = 0; ///< 0: none given
    QByteArray continueToken;
    bool bookmarks = false;
    std::optional<bool> initialEvents; ///< sendInitialEvents

    /// Errors: BadRequest (malformed), Invalid (what does not go together), with Kubernetes' words.
    static api::Result<ReadOptions> of(const api::Query &query, bool watch);
    /// The list has to be of this very revision.
    bool isExact() const { return revision.value_or(0) > 0 && (match == Match::Exact || (match == Match::None && limit > 0)); }
};

/// Where a list goes on: its snapshot, the last key that was looked at below the prefix, and how many objects are left, if that is
/// known. A revision of -1 means the newest, which need not be the one that the list began with.
struct Continue
{
    qint64 revision = 0;
    QByteArray after;
    qint64 left = -1;

    QByteArray token() const;
    /// Errors: BadRequest.
    static api::Result<Continue> of(const QByteArray &token);
};

/// A metav1.GetOptions' or ListOptions' resourceVersion. Errors: BadRequest.
api::Result<std::optional<qint64>> readRevision(const api::Query &query);
/// What is asked for has not happened yet.
api::Error tooLargeRevision(qint64 asked, qint64 current);

} // namespace orrery::resources
