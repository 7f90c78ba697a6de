// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/quantity.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    if (const auto quantity = Quantity::parse(input)) {
        const auto again = Quantity::parse(quantity->text());
        check(bool(again) && *again == *quantity);
        // "62.5Ki" is 64000, which read again is 64k: as in Kubernetes, the suffixes settle with the second reading.
        check(Quantity::parse(again->text())->text() == again->text());
        check((*quantity - *quantity).isZero());
        (*quantity + *quantity).text();
        quantity->milli();
        quantity->value();
    }
    if (const auto time = parseTime(input))
        formatMicroTime(*time);
}
