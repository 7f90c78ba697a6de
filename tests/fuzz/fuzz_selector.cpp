// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/selector.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    const Value labels = Value::object({{"a", "b"}, {"n", "5"}});
    if (const auto selector = LabelSelector::parse(input)) {
        const auto again = LabelSelector::parse(selector->text());
        check(bool(again) && again->text() == selector->text() && again->matches(labels) == selector->matches(labels));
    }
    const Object object(Value::object({{"metadata", labels}}));
    if (const auto selector = FieldSelector::parse(input)) {
        const auto again = FieldSelector::parse(selector->text());
        check(bool(again) && again->text() == selector->text() && again->matches(object) == selector->matches(object));
    }
}
