// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/remove.h"

namespace orrery::actions {

using api::Value;

Call removeCall(const cluster::Kind &kind, const api::Key &key, const Removal &removal)
{
    Value body = Value::object({{"kind", "DeleteOptions"}, {"apiVersion", "v1"}});
    QString rest;
    // Not the server's default: that would be Orphan for a few old kinds.
    body = body.with("propagationPolicy", removal.orphan ? "Orphan" : "Background");
    if (removal.orphan)
        rest = QStringLiteral("--cascade=orphan");
    if (removal.grace) {
        body = body.with("gracePeriodSeconds", *removal.grace);
        rest += QStringLiteral("%1--grace-period=%2").arg(rest.isEmpty() ? QString() : QStringLiteral(" ")).arg(*removal.grace);
        if (*removal.grace == 0)
            rest += QLatin1String(" --force");
    }
    Call call{"DELETE", kind.gvr, key, {}, body, kubectlText(QStringLiteral("delete"), kind, key, rest)};
    return call;
}

} // namespace orrery::actions
