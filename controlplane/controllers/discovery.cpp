// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/discovery.h"

namespace orrery::controllers {

using namespace api;

namespace {

Result<Value> fetch(const client::Client &client, const QByteArray &path)
{
    Request request;
    request.path = path;
    request.headers.add("accept", "application/json");
    ORRERY_TRY(response, client.send(request).result());
    return parseJson(response.json());
}

Result<> addResources(const client::Client &client, const QByteArray &group, const QByteArray &version, QList<Kind> &kinds)
{
    ORRERY_TRY(list, fetch(client, group.isEmpty() ? "/api/" + version : "/apis/" + group + '/' + version));
    for (const Value &resource : list["resources"].items()) {
        const QByteArray name = resource["name"].bytes();
        if (name.isEmpty() || name.contains('/'))
            continue;
        Kind kind { { group, version, name }, resource["kind"].bytes(), resource["namespaced"].boolean(), {} };
        for (const Value &verb : resource["verbs"].items())
            kind.verbs.append(verb.bytes());
        kinds.append(kind);
    }
    return {};
}

} // namespace

Result<QList<std::pair<QByteArray, QByteArray>>> groupVersions(const client::Client &client)
{
    QList<std::pair<QByteArray, QByteArray>> all { { {}, "v1" } };
    ORRERY_TRY(groups, fetch(client, "/apis"));
    for (const Value &group : groups["groups"].items()) {
        for (const Value &version : group["versions"].items())
            all.append({ group["name"].bytes(), version["version"].bytes() });
    }
    return all;
}

Result<QList<Kind>> discover(const client::Client &client)
{
    QList<Kind> kinds;
    ORRERY_CHECK(addResources(client, {}, "v1", kinds));
    ORRERY_TRY(groups, fetch(client, "/apis"));
    for (const Value &group : groups["groups"].items()) {
        const QByteArray name = group["name"].bytes(), version = group["preferredVersion"]["version"].bytes();
        if (name.isEmpty() || version.isEmpty())
            continue;
        const Result<> added = addResources(client, name, version, kinds);
        if (!added && !added.failedWith(Reason::NotFound)) // gone meanwhile: a custom resource's
            return added.error();
    }
    return kinds;
}

} // namespace orrery::controllers
