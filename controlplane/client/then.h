// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"
#include "controlplane/client/mailbox.h"

#include <QFuture>

namespace orrery::client {

/// Calls `call` with a Client's answer on context's thread, unless context is dead by then. For event-loop code, in place of
/// QFuture::then(context, ...), which needs a context that outlives the answer (Qt 6.4 asserts it).
/// Thread: context's.
template <class T, class Call>
void then(QFuture<api::Result<T>> answer, QObject *context, Call call)
{
    answer.then([box = Mailbox::to(context), call = std::move(call)](const api::Result<T> &result) { box->post([call, result] { call(result); }); });
}

} // namespace orrery::client
