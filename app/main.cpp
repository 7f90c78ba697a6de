// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"

#include <QByteArray>

int main(int argc, char **argv)
{
    // Qt's loop over glib looks through all sockets at every write; without it a thousand watchers cost a third less (bench_watch).
    qputenv("QT_NO_GLIB", "1");
    return orrery::runApplication(argc, argv);
}
