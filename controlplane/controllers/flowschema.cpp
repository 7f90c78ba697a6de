// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/flowschema.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *byLevel = "prioritylevel";

QByteArray levelOf(const Object &schema)
{
    return schema.spec()["priorityLevelConfiguration"]["name"].bytes();
}

} // namespace

Watches FlowSchema::watches() const
{
    return {For(gvr::flowSchemas), Maps(gvr::priorityLevels, [this](const Object &level) {
                QList<Key> keys;
                const QList<Object> schemas = m_schemas->indexed(byLevel, level.name());
                for (const Object &schema : schemas)
                    keys.append(schema.key());
                return keys;
            })};
}

void FlowSchema::setUp(Informers &informers)
{
    m_levels = informers.get(gvr::priorityLevels);
    m_schemas = informers.get(gvr::flowSchemas);
    m_schemas->addIndex(byLevel, [](const Object &schema) { return QList<QByteArray>{levelOf(schema)}; });
}

Result<Requeue> FlowSchema::reconcile(const Key &key)
{
    const Object schema = m_schemas->get(key);
    if (!schema || schema.isDeleting())
        return Requeue{};
    const QByteArray level = levelOf(schema);
    const bool dangling = !m_levels->get({{}, level});
    const QByteArray about = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + '"';
    const Value conditions
        = withCondition(schema.status()["conditions"], "Dangling", dangling, dangling ? "NotFound" : "Found",
                        dangling ? about + " but there is no such object" : about + " and it exists", m_clock.now());
    if (conditions == schema.status()["conditions"])
        return Requeue{};
    const Result<Object> written
        = m_client.update(gvr::flowSchemas, schema.withPath({"status", "conditions"}, conditions), "status").result();
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return Requeue{};
}

} // namespace orrery::controllers
