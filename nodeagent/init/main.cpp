// SPDX-License-Identifier: GPL-3.0-only
// The initramfs's /init: the node VM's PID 1, and nothing else.
#include "nodeagent/init/machine.h"

#include <cstdio>
#include <unistd.h>

int main()
{
    if (getpid() != 1) {
        fputs("orrery-init is PID 1 of a node VM; it does nothing here\n", stderr);
        return 2;
    }
    orrery::init::runMachine();
}
