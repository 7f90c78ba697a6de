// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/deploy.h"

#include "controlplane/api/quantity.h"

#include <QCoreApplication>

namespace orrery::actions {

using api::Object;
using api::Value;

namespace {

QByteArray tr(const char *text)
{
    return QCoreApplication::translate("orrery::actions", text).toUtf8();
}

/// RFC 1035 label, as a Service's name must be: a Deployment's may begin with a digit, but one name serves both.
bool isName(QByteArrayView name)
{
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (name.isEmpty() || name.size() > 63 || !letter(name.front()) || name.back() == '-')
        return false;
    return std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

Object service(const DeploySpec &spec, const Value &labels)
{
    const Value port = Value::object({{"port", spec.servicePort}, {"targetPort", spec.port}, {"protocol", "TCP"}});
    return api::newObject("v1", "Service", {spec.ns, spec.name})
        .withMetadata("labels", labels)
        .with("spec",
              Value::object({{"type", spec.serviceType}, {"selector", labels}, {"ports", Value::array({port})}}));
}

} // namespace

QList<Object> manifestsOf(const DeploySpec &spec)
{
    const Value labels = Value::object({{"app", spec.name}});
    Value container = Value::object({{"name", spec.name}, {"image", spec.image}});
    if (spec.port)
        container = container.with("ports", Value::array({Value::object({{"containerPort", spec.port}})}));
    std::vector<Value> environment;
    for (const auto &[name, value] : spec.environment)
        environment.push_back(Value::object({{"name", name}, {"value", value}}));
    if (!environment.empty())
        container = container.with("env", Value::array(std::move(environment)));
    Value requests;
    if (!spec.cpu.isEmpty())
        requests = requests.with("cpu", spec.cpu);
    if (!spec.memory.isEmpty())
        requests = requests.with("memory", spec.memory);
    if (!requests.isNull())
        container = container.withPath({"resources", "requests"}, requests);

    const Value podTemplate = Value::object({{"metadata", Value::object({{"labels", labels}})},
                                             {"spec", Value::object({{"containers", Value::array({container})}})}});
    QList<Object> manifests{
        api::newObject("apps/v1", "Deployment", {spec.ns, spec.name})
            .withMetadata("labels", labels)
            .with("spec",
                  Value::object({{"replicas", spec.replicas},
                                 {"selector", Value::object({{"matchLabels", labels}})},
                                 {"template", podTemplate}})),
    };
    if (!spec.serviceType.isEmpty())
        manifests += service(spec, labels);
    return manifests;
}

QMap<QByteArray, QByteArray> problemsOf(const DeploySpec &spec)
{
    QMap<QByteArray, QByteArray> problems;
    if (spec.name.isEmpty())
        problems["name"] = tr("A name is needed.");
    else if (!isName(spec.name))
        problems["name"] = tr("Lower-case letters, digits and dashes; it begins with a letter.");
    if (spec.image.trimmed().isEmpty() || spec.image.contains(' '))
        problems["image"] = tr("An image is needed, such as registry.local/demo:1.");
    if (spec.replicas < 0 || spec.replicas > 1000)
        problems["replicas"] = tr("Between 0 and 1000.");
    if (spec.port < 0 || spec.port > 65535 || (spec.port == 0 && !spec.serviceType.isEmpty()))
        problems["port"] = tr("A service needs the container's port, 1 to 65535.");
    if (!spec.serviceType.isEmpty() && (spec.servicePort < 1 || spec.servicePort > 65535))
        problems["servicePort"] = tr("Between 1 and 65535.");
    if (!spec.cpu.isEmpty() && !api::Quantity::parse(spec.cpu))
        problems["cpu"] = tr("A quantity such as 100m or 0.5.");
    if (!spec.memory.isEmpty() && !api::Quantity::parse(spec.memory))
        problems["memory"] = tr("A quantity such as 64Mi.");
    return problems;
}

} // namespace orrery::actions
