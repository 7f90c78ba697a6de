// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/discovery/discovery.h"

namespace orrery::discovery {

using namespace api;
using resources::Registry;
using resources::Resource;
using resources::Subresource;

namespace {

Value textArray(const QList<QByteArray> &texts)
{
    return Value::array(std::vector<Value>(texts.begin(), texts.end()));
}

std::pair<QByteArray, QByteArray> groupVersion(QByteArrayView apiVersion)
{
    const qsizetype slash = apiVersion.indexOf('/');
    if (slash < 0)
        return {{}, apiVersion.toByteArray()};
    return {apiVersion.first(slash).toByteArray(), apiVersion.sliced(slash + 1).toByteArray()};
}

Value kindOf(const QByteArray &group, const QByteArray &version, const QByteArray &kind)
{
    return Value::object({{"group", group}, {"version", version}, {"kind", kind}});
}

Value versionOf(const QByteArray &group, const QByteArray &version)
{
    return Value::object({{"groupVersion", group + '/' + version}, {"version", version}});
}

Value aggregatedResource(const Resource &resource)
{
    Value out = Value::object({{"resource", resource.gvr.resource},
                               {"responseKind", kindOf(resource.gvr.group, resource.gvr.version, resource.kind)},
                               {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                               {"singularResource", resource.singular},
                               {"verbs", textArray(verbNames(resource.verbs))}});
    if (!resource.shortNames.isEmpty())
        out = out.with("shortNames", textArray(resource.shortNames));
    if (!resource.categories.isEmpty())
        out = out.with("categories", textArray(resource.categories));
    std::vector<Value> subresources;
    for (const Subresource &subresource : resource.subresources) {
        const auto [group, version] = groupVersion(subresource.apiVersion);
        subresources.push_back(Value::object({{"subresource", subresource.name},
                                              {"responseKind", kindOf(group, version, subresource.kind)},
                                              {"verbs", textArray(verbNames(subresource.verbs))}}));
    }
    return subresources.empty() ? out : out.with("subresources", Value::array(std::move(subresources)));
}

} // namespace

Value groupVersionResources(const Registry &registry, const QByteArray &group, const QByteArray &version)
{
    std::vector<Value> list;
    for (const Resource &resource : registry.all()) {
        if (resource.gvr.group != group || resource.gvr.version != version)
            continue;
        Value entry = Value::object({{"name", resource.gvr.resource},
                                     {"singularName", resource.singular},
                                     {"namespaced", Value(resource.namespaced)},
                                     {"kind", resource.kind},
                                     {"verbs", textArray(verbNames(resource.verbs))}});
        if (!resource.shortNames.isEmpty())
            entry = entry.with("shortNames", textArray(resource.shortNames));
        if (!resource.categories.isEmpty())
            entry = entry.with("categories", textArray(resource.categories));
        list.push_back(entry);
        for (const Subresource &subresource : resource.subresources) {
            Value below = Value::object({{"name", resource.gvr.resource + '/' + subresource.name},
                                         {"singularName", ""},
                                         {"namespaced", Value(resource.namespaced)}});
            const auto [kindGroup, kindVersion] = groupVersion(subresource.apiVersion);
            if (kindGroup != group || kindVersion != version)
                below = below.with("group", kindGroup).with("version", kindVersion);
            list.push_back(below.with("kind", subresource.kind).with("verbs", textArray(verbNames(subresource.verbs))));
        }
    }
    return Value::object({{"kind", "APIResourceList"},
                          {"apiVersion", "v1"},
                          {"groupVersion", group.isEmpty() ? version : group + '/' + version},
                          {"resources", Value::array(std::move(list))}});
}

Value groupOf(const Registry &registry, const QByteArray &group)
{
    std::vector<Value> versions;
    for (const QByteArray &version : registry.versions(group))
        versions.push_back(versionOf(group, version));
    const Value preferred = versions.front();
    return Value::object({{"kind", "APIGroup"},
                          {"apiVersion", "v1"},
                          {"name", group},
                          {"versions", Value::array(std::move(versions))},
                          {"preferredVersion", preferred}});
}

Value groupList(const Registry &registry)
{
    std::vector<Value> groups;
    for (const QByteArray &group : registry.groups().mid(1))
        groups.push_back(groupOf(registry, group).without("kind").without("apiVersion"));
    return Value::object({{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", Value::array(std::move(groups))}});
}

Value aggregated(const Registry &registry, bool core, const QByteArray &discoveryVersion)
{
    const Value empty = Value::object(std::vector<Member>());
    std::vector<Value> items;
    for (const QByteArray &group : registry.groups()) {
        if (group.isEmpty() != core)
            continue;
        std::vector<Value> versions;
        for (const QByteArray &version : registry.versions(group)) {
            std::vector<Value> list;
            for (const Resource &resource : registry.all()) {
                if (resource.gvr.group == group && resource.gvr.version == version)
                    list.push_back(aggregatedResource(resource));
            }
            versions.push_back(Value::object(
                {{"version", version}, {"resources", Value::array(std::move(list))}, {"freshness", "Current"}}));
        }
        const Value metadata = group.isEmpty() ? Value::object({{"creationTimestamp", Value()}})
                                               : Value::object({{"name", group}, {"creationTimestamp", Value()}});
        items.push_back(Value::object({{"metadata", metadata}, {"versions", Value::array(std::move(versions))}}));
    }
    return Value::object({{"kind", "APIGroupDiscoveryList"},
                          {"apiVersion", "apidiscovery.k8s.io/" + discoveryVersion},
                          {"metadata", empty},
                          {"items", Value::array(std::move(items))}});
}

Value version()
{
    return Value::object({{"major", "1"},
                          {"minor", "36"},
                          {"gitVersion", "v1.36.0+orrery"},
                          {"gitCommit", ""},
                          {"gitTreeState", "clean"},
                          {"buildDate", "1970-01-01T00:00:00Z"},
                          {"goVersion", ""},
                          {"compiler", ""},
                          {"platform", "linux/amd64"}});
}

} // namespace orrery::discovery
