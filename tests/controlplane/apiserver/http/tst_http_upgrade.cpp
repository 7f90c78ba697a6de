// SPDX-License-Identifier: GPL-3.0-only
#include <QTest>
int main() { return 0; }
