// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/plugins.h"
#include "controlplane/apiserver/chain/rules.h"
#include "controlplane/types/podresources.h"

namespace orrery::chain {

using namespace api;

namespace {

/// Null for a pod that names none.
Result<Object> classOf(const store::Store &store, const Attributes &attributes)
{
    const QByteArray name = attributes.document["spec"]["runtimeClassName"].bytes();
    if (name.isEmpty())
        return Object();
    if (const auto entry = store.getNewest("/registry/runtimeclasses.node.k8s.io/" + name))
        return entry->object;
    return forbidden(attributes, "pod rejected: RuntimeClass " + quoted(name) + " not found");
}

/// Whether one toleration takes all that the other does.
bool covers(const Value &wide, const Value &narrow)
{
    if (wide == narrow)
        return true;
    const auto same = [&](const char *member) { return wide[member].text() == narrow[member].text(); };
    const bool anyEffect = wide["effect"].text().isEmpty(), anyKey = wide["key"].text().isEmpty();
    if ((!anyEffect && !same("effect")) || (!anyKey && !same("key")))
        return false;
    if (!(wide["tolerationSeconds"] == narrow["tolerationSeconds"]) && wide["effect"].text() == "NoExecute") {
        const bool wideForever = wide["tolerationSeconds"].isNull();
        if (!wideForever
            && (narrow["tolerationSeconds"].isNull()
                || wide["tolerationSeconds"].integer() < narrow["tolerationSeconds"].integer()))
            return false;
    }
    return wide["operator"].text() == "Exists" || (narrow["operator"].text() != "Exists" && same("value"));
}

Value merged(const Value &tolerations, const Value &more)
{
    std::vector<Value> out;
    const auto take = [&out](const Value &list) {
        for (const Value &one : list.items()) {
            if (std::none_of(out.begin(), out.end(), [&one](const Value &had) { return covers(had, one); }))
                out.push_back(one);
        }
    };
    take(tolerations);
    take(more);
    return Value::array(std::move(out));
}

bool sameAmounts(const Value &a, const Value &b)
{
    return types::resourceList(a) == types::resourceList(b);
}

} // namespace

Result<> runtimeClassAdmit(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "pods"))
        return {};
    ORRERY_TRY(runtimeClass, classOf(store, attributes));
    if (!runtimeClass)
        return {};
    Value spec = attributes.document["spec"];
    if (const Value &overhead = runtimeClass["overhead"]["podFixed"]; !overhead.isNull()) {
        if (!spec["overhead"].isNull() && !sameAmounts(spec["overhead"], overhead))
            return forbidden(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        spec = spec.with("overhead", overhead);
    }
    const Value &scheduling = runtimeClass["scheduling"];
    for (const Member &member : scheduling["nodeSelector"].members()) {
        const Value &said = spec["nodeSelector"][member.key()];
        const QByteArray key = member.key().toByteArray();
        if (!said.isNull() && !(said == member.value))
            return forbidden(attributes,
                             "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + member.value.bytes()
                                 + "; pod.spec.nodeSelector[" + key + "] = " + said.bytes());
        spec = spec.withPath({"nodeSelector", member.key()}, member.value);
    }
    if (!scheduling["tolerations"].isEmpty())
        spec = spec.with("tolerations", merged(spec["tolerations"], scheduling["tolerations"]));
    attributes.document = attributes.document.with("spec", spec);
    return {};
}

Result<> runtimeClassValidate(const store::Store &store, const Attributes &attributes)
{
    if (!isCreate(attributes, "pods"))
        return {};
    ORRERY_TRY(runtimeClass, classOf(store, attributes));
    const Value &said = attributes.document["spec"]["overhead"];
    const Value &overhead = runtimeClass["overhead"]["podFixed"];
    if (!overhead.isNull() && !sameAmounts(said, overhead))
        return forbidden(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    if (overhead.isNull() && !said.isNull())
        return forbidden(attributes,
                         "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    return {};
}

} // namespace orrery::chain
