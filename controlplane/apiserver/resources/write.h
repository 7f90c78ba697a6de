// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/patch.h"
#include "controlplane/apiserver/resources/generic.h"

namespace orrery::resources {

/// The steps in which kinds of writes differ; commit() says when each is taken. Errors are the write's answer.
struct Generic::Way
{
    api::Result<> (Generic::*begin)(Write &write); ///< reads and changes: makes what is submitted to admission
    api::Result<> (Generic::*complete)(Write &write); ///< what the server says, then the kind's validation
    api::Result<> (Generic::*put)(const WritePtr &write); ///< reserves and stores; answers
};

/// One write on its way: what Generic's steps hand to each other. Private to this folder.
/// Thread: the api thread. Lifetime: shared by whoever it waits for.
struct Generic::Write
{
    Write(api::ExchangePtr exchange, const chain::RequestInfo &info, const Resource &resource,
          const Subresource *subresource, const Form &form, const Way *way)
        : exchange(std::move(exchange))
        , info(info)
        , resource(resource)
        , subresource(subresource)
        , form(form)
        , way(way)
    {
    }

    const api::ExchangePtr exchange;
    chain::RequestInfo info;
    const Resource &resource;
    const std::shared_ptr<const Resource> held
        = resource.weak_from_this().lock(); ///< kinds may go while a write is on its way
    const Subresource *const subresource;
    const Form form;
    const Way *way;
    WriteOptions options;
    DeleteOptions deletion;
    Deleted deleted; ///< who wants to know of a deletion that is part of another; else the client
    int tries = 1;

    // What the steps find out.
    qint64 read
        = store::Store::Any; ///< the revision that must still be the newest in the end; Absent: none; Any: no matter
    api::Object stored, old; ///< what was read, as it is kept and in this version
    api::Value document; ///< what will be stored, in this version
    api::Value submitted; ///< to admission: what it has not changed stays identical
    std::optional<chain::Attributes> attributes;
    std::optional<api::Value> managedFields; ///< of an apply; other writes make theirs at the end
    api::Value sentOwners; ///< metadata.managedFields as the client wants them
    bool differs = false; ///< in more than metadata and status
    QList<QByteArray> warnings;

    const api::Request &request() const { return exchange->request(); }
    store::Store &store(const Context &context) const { return resource.store(context); }
    QByteArray key() const { return resource.storeKey({info.ns, info.name}); }
    void submit(chain::Attributes::Operation operation, const QByteArray &name, const api::Value &document,
                const api::Object &old)
    {
        attributes.emplace(chain::Attributes{
            operation, info, request().user, name, document, old, options.dryRun, {}, {}, &request()});
    }
};

/// A write that webhooks were asked about and that is overtaken by another begins again this often; so does a new name.
inline constexpr int maxTries = 8;

api::Error nameMismatch(const api::Value &given, const QByteArray &wanted);

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
