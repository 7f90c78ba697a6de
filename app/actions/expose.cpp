// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/expose.h"

namespace orrery::actions {

using api::Value;

namespace {

/// What a Service needs to find the pods: labels. Expressions cannot be said in a Service.
Value selectorOf(const api::Object &object)
{
    if (object.kind() == "Pod")
        return object.labels();
    const Value &selector = object.spec()["selector"];
    if (object.kind() == "ReplicationController")
        return selector;
    return selector["matchExpressions"].isEmpty() ? selector["matchLabels"] : Value();
}

const Value &podSpecOf(const api::Object &object)
{
    return object.kind() == "Pod" ? object.spec() : object.spec()["template"]["spec"];
}

} // namespace

Call exposeCall(const cluster::Kind &kind, const api::Object &object, const Exposure &exposure)
{
    const QByteArray name = exposure.name.isEmpty() ? object.name() : exposure.name;
    const int target = exposure.targetPort > 0 ? exposure.targetPort : exposure.port;
    const Value selector = selectorOf(object);
    Call call{"POST", client::gvr::services, {object.ns(), name}, {}, {}, {}};
    if (selector.isEmpty())
        return call;
    Value service = api::newObject("v1", "Service", call.key).document();
    if (!object.labels().isEmpty())
        service = service.withPath({"metadata", "labels"}, object.labels());
    call.body = service.with("spec", Value::object({{"type", exposure.type},
                                                    {"selector", selector},
                                                    {"ports", Value::array({Value::object({{"port", exposure.port}, {"targetPort", target}})})}}));
    QString rest = QStringLiteral("--port=%1 --target-port=%2 --type=%3").arg(exposure.port).arg(target).arg(QString::fromUtf8(exposure.type));
    if (name != object.name())
        rest += QLatin1String(" --name=") + QString::fromUtf8(name);
    call.kubectl = kubectlText(QStringLiteral("expose"), kind, object.key(), rest);
    return call;
}

int portOf(const api::Object &object)
{
    for (const Value &container : podSpecOf(object)["containers"].items()) {
        if (const int port = int(container["ports"].at(0)["containerPort"].integer()))
            return port;
    }
    return 0;
}

} // namespace orrery::actions
