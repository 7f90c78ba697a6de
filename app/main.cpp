// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"

int main(int argc, char **argv)
{
    return orrery::runApplication(argc, argv);
}
