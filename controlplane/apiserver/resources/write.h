// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/patch.h"
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
    std::optional<api::Value> managedFields; ///< of an apply; other writes make theirs at the end
    std::shared_ptr<const Resource> held
        = resource.weak_from_this().lock(); ///< kinds may go while a write is on its way

    const api::Request &request() const { return exchange->request(); }
    store::Store &store(const Context &context) const { return resource.store(context); }
    QByteArray key() const { return resource.storeKey({info.ns, info.name}); }
};

/// Reads dryRun and fieldValidation into write.options, and checks fieldManager and force. Errors: Invalid.
template <class Write> api::Result<> readWriteOptions(Write &write)
{
    const api::Query &query = write.request().query;
    FieldErrors errors;
    const bool applies = write.info.verb == "patch"
        && api::patchType(write.request().headers.value("content-type")) == api::PatchType::Apply;
    if (query.isEmpty() && !applies)
        return {};
    const QByteArray manager = query.value("fieldManager");
    if (applies && manager.isEmpty())
        errors.required("fieldManager", "is required for apply patch");
    if (manager.size() > 128)
        errors.tooLong("fieldManager", 128);
    const QString managerText = QString::fromUtf8(manager);
    if (!std::all_of(managerText.cbegin(), managerText.cend(), [](QChar c) { return c.isPrint() || c.isSurrogate(); }))
        errors.invalid("fieldManager", manager, "invalid character");
    if (!applies && write.info.verb == "patch" && query.contains("force"))
        errors.forbidden("force", "may not be specified for non-apply patch");
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
