// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArrayView>

#include <cstdint>
#include <cstdlib>

/// One input. Whatever it is, nothing may crash, hang, or break what the target checks.
void fuzz(QByteArrayView input);

/// A property that must hold for every input.
inline void check(bool holds)
{
    if (!holds)
        std::abort();
}

#ifndef ORRERY_REPLAY // tst_corpus calls the targets by name
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz({reinterpret_cast<const char *>(data), qsizetype(size)});
    return 0;
}
#endif
