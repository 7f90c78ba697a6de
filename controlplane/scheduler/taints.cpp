// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/taints.h"

namespace orrery::scheduler {

bool tolerates(const api::Value &tolerations, const api::Value &taint)
{
    for (const api::Value &toleration : tolerations.items()) {
        const QByteArrayView effect = toleration["effect"].text(), key = toleration["key"].text(), op = toleration["operator"].text();
        if (!effect.isEmpty() && effect != taint["effect"].text())
            continue;
        if (key.isEmpty() ? op != "Exists" : key != taint["key"].text())
            continue;
        if (op == "Exists" || ((op.isEmpty() || op == "Equal") && toleration["value"].text() == taint["value"].text()))
            return true;
    }
    return false;
}

} // namespace orrery::scheduler
