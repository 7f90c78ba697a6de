// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/versions.h"

namespace orrery::resources {

using namespace api;

namespace {

using Convert = std::function<Value(const Value &)>;

Convert into(const QByteArray &apiVersion, const Convert &convert)
{
    return [apiVersion, convert](const Value &document) {
        return (convert ? convert(document) : document).with("apiVersion", apiVersion);
    };
}

} // namespace

Resource anotherVersion(const Resource &of, const Gvr &gvr, const Conversion &conversion)
{
    const Convert to = into(of.gvr.apiVersion(), conversion.toStored);
    const Convert from = into(gvr.apiVersion(), conversion.fromStored);
    Resource resource = of;
    resource.gvr = gvr;
    resource.type = nullptr;
    resource.storedAs = of.gvr;
    resource.toStored = to;
    resource.fromStored = from;
    for (Column &column : resource.columns) {
        column.cell = [to, cell = column.cell](const Object &object, qint64 now) {
            return cell(Object(to(object.document())), now);
        };
    }
    if (of.selectable) {
        resource.selectable = [to, selectable = of.selectable](const Object &object, QByteArrayView field) {
            return selectable(Object(to(object.document())), field);
        };
    }
    for (Subresource &subresource : resource.subresources) {
        if (subresource.apiVersion == of.gvr.apiVersion())
            subresource.apiVersion = gvr.apiVersion();
        const bool sameKind = subresource.apiVersion == gvr.apiVersion() && subresource.kind == of.kind;
        if (subresource.view)
            subresource.view
                = [to, view = subresource.view](const Object &parent) { return view(Object(to(parent.document()))); };
        if (subresource.apply)
            subresource.apply = [to, from, sameKind, apply = subresource.apply](const Value &parent, const Value &body,
                                                                                qint64 now) -> Result<Value> {
                ORRERY_TRY(document, apply(to(parent), sameKind ? to(body) : body, now));
                return from(document);
            };
        if (subresource.validateUpdate)
            subresource.validateUpdate = [to, validate = subresource.validateUpdate](
                                             FieldErrors &errors, const Value &document, const Value &old) {
                validate(errors, to(document), to(old));
            };
    }
    resource.defaults = [to, from, of](Value &document) {
        Resource stored = of;
        stored.type = Schema::builtin().type(of.gvr.apiVersion(), of.kind);
        document = from(stored.withDefaults(to(document)));
    };
    if (of.prepareCreate)
        resource.prepareCreate
            = [to, from, prepare = of.prepareCreate](Value &document, const Context &context, const User &user) {
                  document = to(document);
                  prepare(document, context, user);
                  document = from(document);
              };
    if (of.prepareUpdate)
        resource.prepareUpdate
            = [to, from, prepare = of.prepareUpdate](Value &document, const Object &old, const Context &context) {
                  document = to(document);
                  prepare(document, Object(to(old.document())), context);
                  document = from(document);
              };
    const auto judge = [to](std::function<void(FieldErrors &, const Value &)> &rules) {
        if (rules)
            rules = [to, validate = rules](FieldErrors &errors, const Value &document) {
                validate(errors, to(document));
            };
    };
    judge(resource.validate);
    judge(resource.validateCreate);
    if (of.validateUpdate)
        resource.validateUpdate
            = [to, validate = of.validateUpdate](FieldErrors &errors, const Value &document, const Value &old) {
                  validate(errors, to(document), to(old));
              };
    if (of.allocate)
        resource.allocate = [to, from, allocate = of.allocate](FieldErrors &errors, Value &document, const Value &old,
                                                               const Context &context) {
            document = to(document);
            allocate(errors, document, old.isNull() ? old : to(old), context);
            document = from(document);
        };
    if (of.warnings)
        resource.warnings = [to, warn = of.warnings](QList<QByteArray> &warnings, const Value &document) {
            warn(warnings, to(document));
        };
    return resource;
}

} // namespace orrery::resources
