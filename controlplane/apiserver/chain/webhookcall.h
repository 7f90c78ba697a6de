// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <functional>

namespace orrery::chain {

/// A question to a webhook, of whatever kind (AdmissionReview, ConversionReview).
struct WebhookCall
{
    api::Value client; ///< WebhookClientConfig: {url} or {service: {namespace, name, path, port}}, and caBundle
    QByteArray body; ///< JSON
    int timeoutSeconds = 10;
};
/// Asks over HTTPS and answers once, later or at once, on the api thread: with the JSON of a good answer (3 MiB at
/// most), or with why there is none ("Post \"https://...\": ..."). Never waits.
using WebhookCaller
    = std::function<void(const WebhookCall &call, std::function<void(api::Result<api::Value> answer)> done)>;

} // namespace orrery::chain
