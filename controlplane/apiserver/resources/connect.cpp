// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;
using Kind = Schema::Kind;

namespace {

/// PodExecOptions and its like: the query as a document.
Value connectOptions(const Subresource &subresource, const chain::RequestInfo &info, const Query &query)
{
    Value options = Value::object({{"kind", subresource.kind}, {"apiVersion", subresource.apiVersion}});
    const Schema::Type *type = Schema::builtin().type(subresource.apiVersion, subresource.kind);
    if (!type)
        return options;
    for (const Schema::Field &field : type->fields) {
        const QList<QByteArray> given = query.values(field.name);
        if (field.name == "path") {
            if (!info.rest.isEmpty())
                options = options.with("path", '/' + info.rest);
        } else if (given.isEmpty()) {
            continue;
        } else if (field.kind == Kind::Boolean) {
            if (query.flag(field.name))
                options = options.with(field.name, Value(true));
        } else if (field.kind == Kind::List) {
            std::vector<Value> items;
            for (const QByteArray &item : given)
                items.push_back(field.element == Kind::String ? Value(item) : Value(item.toLongLong()));
            options = options.with(field.name, Value::array(std::move(items)));
        } else {
            options = options.with(field.name, given.constFirst());
        }
    }
    return options;
}

/// And back, for options that admission has changed.
Query connectQuery(const Value &options)
{
    Query query;
    for (const Member &member : options.members()) {
        if (member.key() == "kind" || member.key() == "apiVersion")
            continue;
        const auto add
            = [&](const Value &value) { query.add(member.key(), value.isString() ? value.bytes() : toJson(value)); };
        if (member.value.isArray())
            std::for_each(member.value.items().begin(), member.value.items().end(), add);
        else
            add(member.value);
    }
    return query;
}

/// Of what is proxied the name may come with a scheme and a port: "https:web:443".
Key connectKey(const chain::RequestInfo &info)
{
    Key key{info.ns, info.name};
    if (info.subresource == "proxy") {
        const QList<QByteArray> parts = key.name.split(':');
        key.name = parts.size() == 3 ? parts[1] : parts[0];
    }
    return key;
}

} // namespace

Result<> Generic::beginConnect(Write &write)
{
    const Key key = connectKey(write.info);
    const auto entry = write.store(m_context).get(write.resource.storeKey(key));
    if (!entry)
        return notFound(write.resource, key.name);
    write.submitted = connectOptions(*write.subresource, write.info, write.request().query);
    write.submit(chain::Attributes::Operation::Connect, write.info.name, write.submitted, {});
    return {};
}

Result<> Generic::putConnect(const WritePtr &write)
{
    const Key key = connectKey(write->info);
    const auto entry = write->store(m_context).get(write->resource.storeKey(key));
    if (!entry)
        return notFound(write->resource, key.name);
    if (!m_context.connect)
        return error(Reason::ServiceUnavailable, "streams are not served");
    const Value &options = write->attributes->document;
    if (!options.identical(write->submitted) && !options.contains("path"))
        write->exchange->request().query = connectQuery(options);
    m_context.connect(write->exchange, entry->object, write->info.subresource);
    return {};
}

} // namespace orrery::resources
