// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/quantity.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    if (const auto quantity = Quantity::parse(input)) {
        const auto again = Quantity::parse(quantity->text());
        check(bool(again) && *again == *quantity && again->text() == quantity->text());
        check((*quantity - *quantity).isZero());
        (*quantity + *quantity).text();
        quantity->milli();
        quantity->value();
    }
    if (const auto time = parseTime(input))
        formatMicroTime(*time);
}
