// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/webhooks.h"
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;

chain::ServedKinds Generic::servedKinds() const
{
    chain::ServedKinds kinds;
    kinds.equivalents = [this](const Gvr &gvr) {
        QList<Gvr> others;
        const Resource *resource = m_registry.find(gvr);
        if (!resource || resource->answer)
            return others;
        for (const Resource &other : m_registry.all()) {
            if (other.prefix == resource->prefix && !(other.gvr == gvr))
                others.append(other.gvr);
        }
        return others;
    };
    kinds.convert = [this](const Value &document, const Gvr &from, const Gvr &to) -> Result<Value> {
        const Resource *source = m_registry.find(from), *target = m_registry.find(to);
        if (!source || !target)
            return error(Reason::NotFound, "the kind is no longer served");
        if (document["kind"].text() != source->kind) // of a subresource, which is the same in all versions
            return document;
        return target->served(source->stored(document)).document();
    };
    kinds.decode = [this](const Value &document, const chain::RequestInfo &info) -> Result<Value> {
        const Resource *resource = m_registry.find(info.gvr);
        if (!resource)
            return error(Reason::NotFound, "the kind is no longer served");
        const bool own = document["kind"].text() == resource->kind;
        const Schema::Type *type
            = own ? resource->type : Schema::builtin().type(document["apiVersion"].text(), document["kind"].text());
        Result<Value> decoded = own && resource->decode ? resource->decode(document, nullptr)
            : type                                      ? Schema::builtin().decode(*type, document)
                                                        : Result<Value>(document);
        if (decoded && own && info.subresource.isEmpty())
            decoded = resource->withDefaults(*decoded);
        return decoded;
    };
    return kinds;
}

} // namespace orrery::resources
