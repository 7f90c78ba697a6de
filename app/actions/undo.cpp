// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/undo.h"

#include <QCoreApplication>

namespace orrery::actions {

using api::Object;
using api::Value;

Value inverseOf(const Value &patch, const Value &before)
{
    Value inverse = Value::object(std::vector<api::Member>());
    for (const api::Member &member : patch.members()) {
        const Value &old = before[member.key()];
        inverse = inverse.with(member.key(), member.value.isObject() ? inverseOf(member.value, old) : old);
    }
    return inverse;
}

Object manifestAgain(const Object &object)
{
    Value document = object.document().without("status");
    Value metadata = document["metadata"];
    for (const char *servers : {"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
                                "managedFields", "selfLink", "ownerReferences"})
        metadata = metadata.without(servers);
    std::vector<Value> finalizers;
    for (const QByteArray &finalizer : object.finalizers()) {
        if (finalizer != "foregroundDeletion" && finalizer != "orphan")
            finalizers.push_back(finalizer);
    }
    metadata = finalizers.empty() ? metadata.without("finalizers") : metadata.with("finalizers", Value::array(std::move(finalizers)));
    if (metadata["annotations"].contains("deployment.kubernetes.io/revision")) // the controller counts anew
        metadata = metadata.with("annotations", metadata["annotations"].without("deployment.kubernetes.io/revision"));
    document = document.with("metadata", metadata);
    if (object.kind() == "Pod") // where it runs is the scheduler's to say
        document = document.with("spec", document["spec"].without("nodeName"));
    if (object.kind() == "Job" && !object.spec()["manualSelector"].boolean()) {
        // The server made the selector from the uid that is gone.
        Value labels = document["spec"]["template"]["metadata"]["labels"];
        for (const char *made : {"controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name"})
            labels = labels.without(made);
        document = document.with("spec", document["spec"].without("selector").withPath({"template", "metadata", "labels"}, labels));
    }
    return Object(document);
}

QString whyForGood(const Object &object)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("orrery::actions", text); };
    const QByteArray kind = object.kind();
    if (object.controller())
        return say(QT_TRANSLATE_NOOP("orrery::actions", "Its owner replaces it, if it still wants it."));
    if (kind == "Namespace")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "All that was in it goes with it: this cannot be undone."));
    if (kind == "CustomResourceDefinition")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The objects of this kind go with it: this cannot be undone."));
    if (kind == "PersistentVolumeClaim" || kind == "PersistentVolume")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The data may go with it: this cannot be undone."));
    if (kind == "Machine" || kind == "Node")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The machine's disk goes with it: this cannot be undone."));
    if (kind == "Secret" && object["type"].text() == "kubernetes.io/service-account-token")
        return say(QT_TRANSLATE_NOOP("orrery::actions", "The token is void: this cannot be undone."));
    return {};
}

QFuture<api::Result<Done>> carryOut(const client::Client &client, const Call &call)
{
    const auto finish = [call](const Object &before, const api::Result<Object> &after) -> api::Result<Done> {
        if (!after)
            return after.error();
        Done done{*after, {}, {}};
        if (!before)
            return done;
        if (call.method == "PATCH") {
            done.undo = call;
            done.undo->body = call.patchType == api::PatchType::Merge ? inverseOf(call.body, before.document()) : call.inverse;
            done.undo->inverse = call.body;
            if (done.undo->body.isNull())
                done.undo.reset();
        } else if (call.method == "DELETE") {
            done.forGood = whyForGood(before);
            if (done.forGood.isEmpty())
                done.undo = Call{"POST", call.gvr, call.key, {}, manifestAgain(before).document(), {}};
        }
        return done;
    };
    if (call.method != "PATCH" && call.method != "DELETE")
        return send(client, call).then([finish](const api::Result<Object> &after) { return finish({}, after); });
    return client.get(call.gvr, call.key, call.subresource)
        .then([client, call, finish, cause = api::Cause::current()](const api::Result<Object> &before) {
            const api::CauseScope scope(cause);
            return send(client, call).then(
                [finish, before](const api::Result<Object> &after) { return finish(before ? *before : Object(), after); });
        })
        .unwrap();
}

} // namespace orrery::actions
