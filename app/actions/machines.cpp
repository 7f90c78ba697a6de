// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/machines.h"

namespace orrery::actions {

using api::Value;

api::Object machineOf(const QByteArray &name, const MachineSpec &spec)
{
    return api::newObject("orrery.dev/v1", "Machine", {{}, name})
        .with("spec",
              Value::object(
                  {{"provider", spec.provider}, {"cpus", spec.cpus}, {"memory", spec.memory}, {"powerState", "On"}}));
}

QByteArray freeMachineName(const QList<api::Key> &taken)
{
    for (int number = 1;; ++number) {
        const QByteArray name = "node-" + QByteArray::number(number);
        if (!taken.contains(api::Key{{}, name}))
            return name;
    }
}

} // namespace orrery::actions
