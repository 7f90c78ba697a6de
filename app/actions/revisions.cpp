// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/revisions.h"

#include "app/actions/actions.h"
#include "app/actions/linediff.h"
#include "controlplane/api/clock.h"
#include "controlplane/api/yaml.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

using api::Value;

namespace {

const api::Gvr controllerRevisions{"apps", "v1", "controllerrevisions"};

/// Without what the controller adds and what says nothing, so that templates can be compared.
Value plain(const Value &podTemplate)
{
    Value metadata = podTemplate["metadata"];
    const Value labels = metadata["labels"].without("pod-template-hash");
    metadata = labels.isEmpty() ? metadata.without("labels") : metadata.with("labels", labels);
    if (metadata["annotations"].isEmpty()) // the last one that is taken away leaves an empty map
        metadata = metadata.without("annotations");
    return podTemplate.with("metadata", metadata);
}

bool isCurrent(const api::Object &workload, const Revision &revision)
{
    return plain(workload.spec()["template"]) == revision.podTemplate;
}

} // namespace

QList<Revision> revisionsOf(const api::Object &workload, const QList<api::Object> &children)
{
    QList<Revision> revisions;
    for (const api::Object &child : children) {
        const auto owner = child.controller();
        if (!owner || owner->uid != workload.uid())
            continue;
        Revision revision;
        revision.created = api::parseTime(child.metadata()["creationTimestamp"].text()).value_or(0);
        revision.cause = child.annotation("kubernetes.io/change-cause");
        if (child.kind() == "ReplicaSet") {
            revision.number = child.annotation("deployment.kubernetes.io/revision").toLongLong();
            revision.podTemplate = plain(child.spec()["template"]);
        } else {
            revision.number = child["revision"].integer();
            revision.podTemplate = child["data"]["spec"]["template"].without("$patch"); // it is kept as a strategic merge patch
        }
        if (revision.number > 0 && revision.podTemplate.isObject())
            revisions.append(revision);
    }
    std::sort(revisions.begin(), revisions.end(), [](const Revision &a, const Revision &b) { return a.number > b.number; });
    return revisions;
}

Call rollbackCall(const cluster::Kind &kind, const api::Object &workload, const Revision &revision)
{
    const auto replace = [](const Value &podTemplate) {
        return Value::array({Value::object({{"op", "replace"}, {"path", "/spec/template"}, {"value", podTemplate}})});
    };
    Call call{"PATCH", kind.gvr, workload.key(), {}, replace(revision.podTemplate), {}};
    call.patchType = api::PatchType::Json;
    call.inverse = replace(workload.spec()["template"]);
    call.kubectl = kubectlText(QStringLiteral("rollout undo"), kind, workload.key(), QStringLiteral("--to-revision=%1").arg(revision.number));
    return call;
}

void Revisions::read(const QString &kind, const QString &ns, const QString &name)
{
    ++m_generation;
    m_kind = kind;
    m_workload = {};
    m_revisions.clear();
    m_error.clear();
    m_ready = false;
    Q_EMIT changed();
    const cluster::Kind *which = m_session ? m_session->kind(kind) : nullptr;
    if (!which)
        return;
    const auto failed = [this](const api::Error &error) {
        m_error = QString::fromUtf8(error.message);
        Q_EMIT changed();
    };
    client::then(m_session->client().get(which->gvr, {ns.toUtf8(), name.toUtf8()}), this,
                 [this, failed, ns, generation = m_generation, deployment = which->id == "Deployment"](const api::Result<api::Object> &workload) {
                     if (generation != m_generation || !m_session)
                         return;
                     if (!workload)
                         return failed(workload.error());
                     m_workload = *workload;
                     client::then(m_session->client().list(deployment ? client::gvr::replicaSets : controllerRevisions, {ns.toUtf8()}), this,
                                  [this, failed, generation](const api::Result<api::ObjectList> &children) {
                                      if (generation != m_generation)
                                          return;
                                      if (!children)
                                          return failed(children.error());
                                      m_revisions = revisionsOf(m_workload, children->items);
                                      m_ready = true;
                                      Q_EMIT changed();
                                  });
                 });
}

QVariantList Revisions::list() const
{
    QVariantList list;
    for (const Revision &revision : m_revisions) {
        QStringList images;
        for (const Value &container : revision.podTemplate["spec"]["containers"].items())
            images += container["image"].string();
        list += QVariantMap{{QStringLiteral("revision"), int(revision.number)},
                            {QStringLiteral("current"), isCurrent(m_workload, revision)},
                            {QStringLiteral("images"), images.join(QLatin1String(", "))},
                            {QStringLiteral("cause"), QString::fromUtf8(revision.cause)},
                            {QStringLiteral("created"), QDateTime::fromMSecsSinceEpoch(revision.created / 1000)}};
    }
    return list;
}

const Revision *Revisions::find(int number) const
{
    const auto it = std::find_if(m_revisions.cbegin(), m_revisions.cend(), [&](const Revision &revision) { return revision.number == number; });
    return it == m_revisions.cend() ? nullptr : &*it;
}

QVariantList Revisions::diff(int number) const
{
    QVariantList lines;
    const Revision *revision = find(number);
    if (!revision || isCurrent(m_workload, *revision))
        return lines;
    for (const DiffLine &line : lineDiff(api::toYaml(plain(m_workload.spec()["template"])), api::toYaml(revision->podTemplate), 3))
        lines += QVariantMap{{QStringLiteral("sign"), QString(QLatin1Char(char(line.sign)))}, {QStringLiteral("text"), QString::fromUtf8(line.text)}};
    return lines;
}

QVariantMap Revisions::command(int number) const
{
    const Revision *revision = find(number);
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    if (!revision || !kind)
        return {};
    const Call call = rollbackCall(*kind, m_workload, *revision);
    return {{QStringLiteral("kubectl"), call.kubectl}, {QStringLiteral("request"), requestText(call)}};
}

void Revisions::rollBack(int number, Actions *actions) const
{
    const Revision *revision = find(number);
    const cluster::Kind *kind = m_session ? m_session->kind(m_kind) : nullptr;
    if (!revision || !kind || !actions)
        return;
    const Words words = wordsOf(*verb("rollback"), QString::fromUtf8(m_workload.name()), {{QStringLiteral("revision"), number}});
    actions->perform(words.title, words.done, rollbackCall(*kind, m_workload, *revision));
}

} // namespace orrery::actions
