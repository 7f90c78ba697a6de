// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/support.h"

#include "controlplane/api/clock.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace orrery::controllers {

using namespace api;

bool isPodActive(const Object &pod)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    return phase != "Succeeded" && phase != "Failed" && !pod.isDeleting();
}

bool isPodReady(const Object &pod)
{
    return condition(pod, "Ready")["status"].text() == "True";
}

bool isPodAvailable(const Object &pod, qint64 minReadySeconds, qint64 now, qint64 *wait)
{
    if (!isPodReady(pod))
        return false;
    if (minReadySeconds <= 0)
        return true;
    const auto since = parseTime(condition(pod, "Ready")["lastTransitionTime"].text());
    if (!since)
        return false;
    const qint64 left = *since + minReadySeconds * 1'000'000 - now;
    if (left > 0 && wait)
        *wait = left;
    return left <= 0;
}

Result<Object> patchFrom(const client::Client &client, const Gvr &gvr, const Object &read, Value patch, QByteArrayView subresource)
{
    patch = patch.withPath({ "metadata", "resourceVersion" }, QByteArray::number(read.resourceVersion()))
                .withPath({ "metadata", "uid" }, read.uid());
    return client.patch(gvr, read.key(), PatchType::Merge, patch, subresource).result();
}

int replicasOf(const Object &workload)
{
    return int(std::clamp<qint64>(workload.spec()["replicas"].integer(1), 0, INT_MAX));
}

Result<QList<Object>> claim(const client::Client &client, const Gvr &gvr, const Object &owner, const LabelSelector &selector,
                            const QList<Object> &candidates)
{
    QList<Object> mine;
    bool alive = false; // asked once: an owner that is gone or another one by now must not adopt
    for (const Object &object : candidates) {
        const auto controller = object.controller();
        const bool matches = selector.matches(object.labels());
        if (controller && controller->uid != owner.uid())
            continue;
        if (controller) {
            if (matches) {
                mine.append(object);
            } else if (!owner.isDeleting()) {
                std::vector<Value> references;
                for (const Value &reference : object.metadata()["ownerReferences"].items()) {
                    if (reference["uid"].text() != owner.uid())
                        references.push_back(reference);
                }
                const auto released = patchFrom(client, gvr, object,
                                                Value::object({ { "metadata", Value::object({ { "ownerReferences", Value::array(references) } }) } }));
                if (!released && !released.failedWith(Reason::NotFound) && !released.failedWith(Reason::Conflict))
                    return released.error();
            }
            continue;
        }
        if (!matches || owner.isDeleting() || object.isDeleting())
            continue;
        if (!alive) {
            const Gvr ownerGvr = owner.kind() == "Deployment" ? client::gvr::deployments : client::gvr::replicaSets;
            ORRERY_TRY(fresh, client.get(ownerGvr, owner.key()).result());
            if (fresh.uid() != owner.uid() || fresh.isDeleting())
                continue;
            alive = true;
        }
        Value references = object.metadata()["ownerReferences"];
        references = references.withAppended(controllerReference(owner));
        const auto adopted
            = patchFrom(client, gvr, object, Value::object({ { "metadata", Value::object({ { "ownerReferences", references } }) } }));
        if (adopted)
            mine.append(*adopted);
        else if (!adopted.failedWith(Reason::NotFound) && !adopted.failedWith(Reason::Invalid))
            return adopted.error();
    }
    return mine;
}

void addOwnerIndexes(client::Informer *informer)
{
    informer->addIndex(byControllerIndex, [](const Object &object) {
        const auto controller = object.controller();
        return controller ? QList<QByteArray> { controller->uid } : QList<QByteArray>();
    });
    informer->addIndex(orphansIndex, [](const Object &object) {
        return object.controller() ? QList<QByteArray>() : QList<QByteArray> { object.ns() };
    });
}

int scaledValue(const Value &intOrPercent, int total, bool roundUp)
{
    if (!intOrPercent.isString())
        return int(std::clamp<qint64>(intOrPercent.integer(), 0, INT_MAX));
    QByteArrayView text = intOrPercent.text();
    if (!text.endsWith('%'))
        return 0;
    const qint64 percent = std::max<qint64>(0, text.chopped(1).toLongLong());
    return int(std::min<qint64>(INT_MAX, (percent * total + (roundUp ? 99 : 0)) / 100));
}

QByteArray safeHash(const QByteArray &text)
{
    static constexpr char alphabet[] = "bcdfghjklmnpqrstvwxz2456789"; // no vowels, and nothing that looks like another
    const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha1);
    quint64 number = qFromBigEndian<quint64>(digest.constData());
    QByteArray result;
    for (int i = 0; i < 10; ++i) {
        result += alphabet[number % 27];
        number /= 27;
    }
    return result;
}

Value withUpdateCondition(const Value &conditions, QByteArrayView type, bool status, QByteArrayView reason, QByteArrayView message, qint64 time)
{
    const Value wanted = status ? "True" : "False";
    const Value &present = conditionOf(conditions, type);
    if (present["status"] == wanted && present["reason"].text() == reason && present["message"].text() == message)
        return conditions;
    const Value now = formatTime(time);
    const Value fresh = Value::object({ { "type", type },
                                        { "status", wanted },
                                        { "lastUpdateTime", now },
                                        { "lastTransitionTime", present["status"] == wanted ? present["lastTransitionTime"] : now },
                                        { "reason", reason },
                                        { "message", message } });
    return withoutCondition(conditions, type).withAppended(fresh);
}

Value withoutCondition(const Value &conditions, QByteArrayView type)
{
    std::vector<Value> kept;
    for (const Value &one : conditions.items()) {
        if (one["type"].text() != type)
            kept.push_back(one);
    }
    return Value::array(std::move(kept));
}

const Value &conditionOf(const Value &conditions, QByteArrayView type)
{
    static const Value none;
    for (const Value &one : conditions.items()) {
        if (one["type"].text() == type)
            return one;
    }
    return none;
}

} // namespace orrery::controllers
