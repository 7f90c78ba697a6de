// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/environment.h"

#include "controlplane/api/quantity.h"

namespace orrery::kubelet {

namespace {

using api::error;
using api::Object;
using api::Reason;
using api::Result;
using api::Value;

/// Variables in order; setting one again moves nothing.
class Variables final
{
public:
    void set(const QByteArray &name, const QByteArray &value)
    {
        if (const auto it = m_index.constFind(name); it != m_index.cend())
            m_list[*it].second = value;
        else {
            m_index.insert(name, m_list.size());
            m_list.append({name, value});
        }
        m_values.insert(name, value);
    }
    const QHash<QByteArray, QByteArray> &values() const { return m_values; }
    Environment take() { return std::move(m_list); }

private:
    Environment m_list;
    QHash<QByteArray, qsizetype> m_index;
    QHash<QByteArray, QByteArray> m_values;
};

bool isVariableName(QByteArrayView name)
{
    if (name.isEmpty() || (name.front() >= '0' && name.front() <= '9'))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'
            || c == '.';
    });
}

void addService(Variables &variables, const Object &service)
{
    const auto ip = service.spec()["clusterIP"].bytes();
    const auto ports = service.spec()["ports"].items();
    if (ip.isEmpty() || ip == "None" || ports.empty())
        return;
    const auto constant = [](QByteArray text) { return text.toUpper().replace('-', '_').replace('.', '_'); };
    const QByteArray prefix = constant(service.name());
    variables.set(prefix + "_SERVICE_HOST", ip);
    variables.set(prefix + "_SERVICE_PORT", QByteArray::number(ports[0]["port"].integer()));
    for (const auto &port : ports) {
        if (const auto name = port["name"].bytes(); !name.isEmpty())
            variables.set(prefix + "_SERVICE_PORT_" + constant(name), QByteArray::number(port["port"].integer()));
    }
    bool first = true;
    for (const auto &port : ports) {
        const QByteArray protocol = port["protocol"].isNull() ? QByteArray("TCP") : port["protocol"].bytes();
        const QByteArray number = QByteArray::number(port["port"].integer());
        const QByteArray url = protocol.toLower() + "://" + ip + ':' + number;
        if (std::exchange(first, false))
            variables.set(prefix + "_PORT", url);
        const QByteArray one = prefix + "_PORT_" + number + '_' + protocol;
        variables.set(one, url);
        variables.set(one + "_PROTO", protocol.toLower());
        variables.set(one + "_PORT", number);
        variables.set(one + "_ADDR", ip);
    }
}

QByteArray decoded(const Value &value, bool secret)
{
    return secret ? QByteArray::fromBase64(value.bytes()) : value.bytes();
}

Result<> addFrom(Variables &variables, const Object &pod, const Value &source, const References &references)
{
    const QByteArray prefix = source["prefix"].bytes();
    for (const bool secret : {false, true}) {
        const auto &reference = source[secret ? "secretRef" : "configMapRef"];
        if (reference.isNull())
            continue;
        const auto object
            = (secret ? references.secrets : references.configMaps).value({pod.ns(), reference["name"].bytes()});
        if (!object) {
            if (reference["optional"].boolean())
                continue;
            return error(Reason::NotFound,
                         QByteArray(secret ? "secret \"" : "configmap \"") + reference["name"].bytes()
                             + "\" not found");
        }
        for (const auto &member : object["data"].members()) {
            const QByteArray name = prefix + member.name.bytes();
            if (isVariableName(name))
                variables.set(name, decoded(member.value, secret));
        }
    }
    return {};
}

Result<std::optional<QByteArray>> keyValue(const Object &pod, const Value &selector, bool secret,
                                           const References &references)
{
    const auto object
        = (secret ? references.secrets : references.configMaps).value({pod.ns(), selector["name"].bytes()});
    const QByteArray what = QByteArray(secret ? "secret \"" : "configmap \"") + selector["name"].bytes() + '"';
    if (!object) {
        if (selector["optional"].boolean())
            return std::optional<QByteArray>();
        return error(Reason::NotFound, what + " not found");
    }
    if (const auto *value = object["data"].find(selector["key"].text()))
        return std::optional(decoded(*value, secret));
    if (const auto *value = object["binaryData"].find(selector["key"].text()))
        return std::optional(QByteArray::fromBase64(value->bytes()));
    if (selector["optional"].boolean())
        return std::optional<QByteArray>();
    return error(Reason::NotFound, "couldn't find key " + selector["key"].bytes() + " in " + what);
}

} // namespace

QByteArray expand(QByteArrayView text, const QHash<QByteArray, QByteArray> &variables)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            out += text[i];
        } else if (text[i + 1] == '$') {
            out += '$';
            ++i;
        } else if (text[i + 1] == '(') {
            const qsizetype end = text.indexOf(')', i);
            const QByteArray name = end < 0 ? QByteArray() : text.sliced(i + 2, end - i - 2).toByteArray();
            if (const auto it = variables.constFind(name); end >= 0 && it != variables.cend()) {
                out += *it;
                i = end;
            } else {
                out += '$';
            }
        } else {
            out += '$';
        }
    }
    return out;
}

Result<QByteArray> fieldValue(const Object &pod, QByteArrayView path, const EnvironmentSources &sources)
{
    if (path == "metadata.name")
        return pod.name();
    if (path == "metadata.namespace")
        return pod.ns();
    if (path == "metadata.uid")
        return pod.uid();
    if (path == "spec.nodeName")
        return sources.nodeName;
    if (path == "spec.serviceAccountName")
        return pod.spec()["serviceAccountName"].bytes();
    if (path == "status.hostIP" || path == "status.hostIPs")
        return sources.hostIp;
    if (path == "status.podIP" || path == "status.podIPs")
        return sources.podIp;
    for (const bool labels : {true, false}) {
        const QByteArrayView whole = labels ? "metadata.labels" : "metadata.annotations";
        const auto &map = labels ? pod.labels() : pod.annotations();
        if (path == whole) {
            QByteArray text;
            for (const auto &member : map.members()) {
                QByteArray value = member.value.bytes();
                value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                text += member.name.bytes() + "=\"" + value + "\"\n";
            }
            return text.trimmed();
        }
        if (path.startsWith(whole) && path.sliced(whole.size()).startsWith("['") && path.endsWith("']"))
            return map[path.sliced(whole.size() + 2, path.size() - whole.size() - 4)].bytes();
    }
    return error(Reason::BadRequest, "unsupported fieldPath: " + path.toByteArray());
}

Result<QByteArray> resourceValue(const Object &pod, const Value &reference, QByteArrayView containerName,
                                 const EnvironmentSources &sources)
{
    const QByteArray wanted
        = reference["containerName"].isNull() ? containerName.toByteArray() : reference["containerName"].bytes();
    const Value *container = nullptr;
    for (const char *list : {"containers", "initContainers", "ephemeralContainers"}) {
        for (const auto &candidate : pod.spec()[list].items()) {
            if (candidate["name"].text() == wanted)
                container = &candidate;
        }
    }
    const QByteArray resource = reference["resource"].bytes();
    const qsizetype dot = resource.indexOf('.');
    if (!container || dot < 0)
        return error(Reason::BadRequest, "resourceFieldRef: no such container or resource: " + wanted + ' ' + resource);
    const QByteArray kind = resource.left(dot), name = resource.mid(dot + 1);
    const auto &resources = (*container)["resources"];
    const Value *value = resources[kind].find(name);
    if (!value && kind == "requests")
        value = resources["limits"].find(name);
    api::Quantity quantity;
    if (value)
        quantity = api::Quantity::of(*value);
    else if (kind == "limits")
        quantity = name == "cpu" ? api::Quantity::fromMilli(sources.nodeMilliCpus)
                                 : api::Quantity::fromBytes(sources.nodeMemory);
    const auto divisor = reference["divisor"].isNull() ? api::Quantity() : api::Quantity::of(reference["divisor"]);
    const qint64 unit = divisor.isZero() ? 1000 : divisor.milli();
    if (name == "cpu")
        return QByteArray::number((quantity.milli() + unit - 1) / unit);
    const qint64 whole = divisor.isZero() ? 1 : divisor.value();
    return QByteArray::number((quantity.value() + whole - 1) / whole);
}

Result<Environment> environment(const Object &pod, const Value &container, const EnvironmentSources &sources)
{
    Variables variables;
    const bool links = pod.spec()["enableServiceLinks"].boolean(true);
    QList<Object> services;
    for (const auto &service : sources.services) {
        const bool kubernetes = service.ns() == "default" && service.name() == "kubernetes";
        if (kubernetes || (links && service.ns() == pod.ns()))
            services.append(service);
    }
    std::sort(services.begin(), services.end(), [](const Object &a, const Object &b) { return a.name() < b.name(); });
    for (const auto &service : services)
        addService(variables, service);
    for (const auto &source : container["envFrom"].items())
        ORRERY_CHECK(addFrom(variables, pod, source, sources.references));
    for (const auto &entry : container["env"].items()) {
        const QByteArray name = entry["name"].bytes();
        const auto &from = entry["valueFrom"];
        if (from.isNull()) {
            variables.set(name, expand(entry["value"].text(), variables.values()));
        } else if (const auto &field = from["fieldRef"]; !field.isNull()) {
            ORRERY_TRY(value, fieldValue(pod, field["fieldPath"].text(), sources));
            variables.set(name, value);
        } else if (const auto &resource = from["resourceFieldRef"]; !resource.isNull()) {
            ORRERY_TRY(value, resourceValue(pod, resource, container["name"].text(), sources));
            variables.set(name, value);
        } else {
            const bool secret = !from["secretKeyRef"].isNull();
            ORRERY_TRY(value,
                       keyValue(pod, from[secret ? "secretKeyRef" : "configMapKeyRef"], secret, sources.references));
            if (value)
                variables.set(name, *value);
        }
    }
    return variables.take();
}

} // namespace orrery::kubelet
