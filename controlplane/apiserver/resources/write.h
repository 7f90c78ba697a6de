// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/generic.h"

namespace orrery::resources {

/// One write on its way: what Generic's steps hand to each other. Private to this folder.
/// Thread: the api thread. Lifetime: copied into what answers later.
struct Generic::Write
{
    api::ExchangePtr exchange;
    chain::RequestInfo info;
    const Resource &resource;
    const Subresource *subresource = nullptr;
    Form form;
    WriteOptions options;
    QList<QByteArray> warnings;

    const api::Request &request() const { return exchange->request(); }
    store::Store &store(const Context &context) const { return resource.store(context); }
    QByteArray key() const { return resource.storeKey({info.ns, info.name}); }
};

/// Reads dryRun and fieldValidation into write.options. Errors: Invalid.
template <class Write> api::Result<> readWriteOptions(Write &write)
{
    const api::Query &query = write.request().query;
    FieldErrors errors;
    if (query.isEmpty())
        return {};
    for (const QByteArray &value : query.values("dryRun")) {
        if (value == "All")
            write.options.dryRun = true;
        else if (!value.isEmpty())
            errors.notSupported("dryRun", value, {"All"});
    }
    const QByteArray validation = query.value("fieldValidation");
    if (validation == "Strict")
        write.options.fieldValidation = WriteOptions::FieldValidation::Strict;
    else if (validation == "Ignore")
        write.options.fieldValidation = WriteOptions::FieldValidation::Ignore;
    else if (!validation.isEmpty() && validation != "Warn")
        errors.notSupported("fieldValidation", validation, {"Ignore", "Strict", "Warn"});
    if (errors.isEmpty())
        return {};
    const char *kind = write.info.verb == "patch" ? "PatchOptions"
        : write.info.verb == "update"             ? "UpdateOptions"
                                                  : "CreateOptions";
    return errors.error("meta.k8s.io", kind, "");
}

} // namespace orrery::resources
