// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/protobuf.h"

using namespace orrery::api;

void fuzz(QByteArrayView input)
{
    const Schema &schema = Schema::builtin();
    const auto value = parseProtobuf(schema, input);
    if (!value || !hasProtobuf(schema, (*value)["apiVersion"].text(), (*value)["kind"].text()))
        return;
    // The first encoding says all that Go would; from there on nothing changes.
    const auto bytes = toProtobuf(schema, *value);
    check(bool(bytes));
    const auto again = parseProtobuf(schema, *bytes);
    check(bool(again) && *toProtobuf(schema, *again) == *bytes);
    check(*parseProtobuf(schema, *toProtobuf(schema, *again)) == *again);
}
