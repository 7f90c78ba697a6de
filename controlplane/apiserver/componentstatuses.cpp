// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/componentstatuses.h"

namespace orrery::apiserver {

using namespace api;
using resources::Resource;
using resources::Verb;

namespace {

const QByteArray prefix = "/registry/componentstatuses/";

const Value &healthy(const Object &component)
{
    return component["conditions"].at(0);
}

Value statusCell(const Object &component, qint64)
{
    return Value(healthy(component)["status"].text() == "True" ? "Healthy" : "Unhealthy");
}

} // namespace

Resource ComponentStatuses::kind()
{
    Resource resource;
    resource.gvr = {"", "v1", "componentstatuses"};
    resource.kind = "ComponentStatus";
    resource.namespaced = false;
    resource.shortNames = {"cs"};
    resource.verbs = Verb::Get | Verb::List;
    resource.deprecation = "v1 ComponentStatus is deprecated in v1.19+";
    resource.storage = this;
    resource.ageColumn = false;
    resource.columns = {
        {"Status", "string", 0, statusCell},
        {"Message", "string", 0,
         [](const Object &object, qint64) { return Value(healthy(object)["message"].bytes()); }},
        {"Error", "string", 0, [](const Object &object, qint64) { return Value(healthy(object)["error"].bytes()); }},
    };
    return resource;
}

store::Entry ComponentStatuses::entry(const QByteArray &name, const Check &check)
{
    const QByteArray problem = check();
    Value condition = Value::object({{"type", "Healthy"}, {"status", problem.isEmpty() ? "True" : "False"}});
    condition = problem.isEmpty() ? condition.with("message", "ok") : condition.with("error", problem);
    const Object object = newObject("v1", "ComponentStatus", {{}, name}).with("conditions", Value::array({condition}));
    return {prefix + name, 1, 1, object, {}};
}

std::optional<store::Entry> ComponentStatuses::get(QByteArrayView key) const
{
    for (const auto &[name, check] : m_components) {
        if (key == prefix + name)
            return entry(name, check);
    }
    return std::nullopt;
}

Result<store::Listing> ComponentStatuses::list(const store::ListRange &) const
{
    store::Listing listing;
    listing.revision = 1;
    for (const auto &[name, check] : m_components)
        listing.entries.append(entry(name, check));
    return listing;
}

qint64 ComponentStatuses::count(QByteArrayView) const
{
    return qint64(m_components.size());
}

Result<std::unique_ptr<store::Store::WatchHandle>> ComponentStatuses::watch(const QByteArray &, qint64, Watcher)
{
    return readOnly();
}

} // namespace orrery::apiserver
