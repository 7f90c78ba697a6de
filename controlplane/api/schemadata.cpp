// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/schemadata.h"

// clang-format off
asm(".section .rodata.orrerySchema, \"a\", %progbits\n"
    ".global orrerySchemaBegin\n"
    "orrerySchemaBegin:\n"
    ".incbin \"" ORRERY_SCHEMA_FOLDER "/types.jsonl\"\n"
    ".incbin \"" ORRERY_SCHEMA_FOLDER "/orrery.jsonl\"\n"
    ".global orrerySchemaEnd\n"
    "orrerySchemaEnd:\n"
    ".byte 0\n"
    ".previous\n");
// clang-format on

extern "C" {
extern const char orrerySchemaBegin[];
extern const char orrerySchemaEnd[];
}

namespace orrery::api {

QByteArrayView schemaData()
{
    return { orrerySchemaBegin, orrerySchemaEnd - orrerySchemaBegin };
}

} // namespace orrery::api
