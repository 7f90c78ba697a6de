// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/podrequest.h"

#include "controlplane/api/clock.h"

namespace orrery::streams {

using api::Reason;
using api::TunnelOpen;

static QList<QByteArray> names(const api::Value &containers)
{
    QList<QByteArray> result;
    for (const api::Value &container : containers.items())
        result.append(container["name"].bytes());
    return result;
}

api::Result<QByteArray> chooseContainer(const api::Object &pod, const QByteArray &name)
{
    const auto containers = names(pod.spec()["containers"]);
    const auto initContainers = names(pod.spec()["initContainers"]);
    const auto ephemeral = names(pod.spec()["ephemeralContainers"]);
    const auto has = [&](const QByteArray &wanted) {
        return containers.contains(wanted) || initContainers.contains(wanted) || ephemeral.contains(wanted);
    };
    if (!name.isEmpty()) {
        if (!has(name))
            return api::error(Reason::BadRequest, "container " + name + " is not valid for pod " + pod.name());
        return name;
    }
    if (const QByteArray chosen = pod.annotation("kubectl.kubernetes.io/default-container");
        !chosen.isEmpty() && has(chosen))
        return chosen;
    if (containers.size() == 1)
        return containers.first();
    QByteArray message = "a container name must be specified for pod " + pod.name();
    if (!containers.isEmpty())
        message += ", choose one of: [" + containers.join(' ') + ']';
    if (!initContainers.isEmpty())
        message += " or one of the init containers: [" + initContainers.join(' ') + ']';
    if (!ephemeral.isEmpty())
        message += " or one of the ephemeral containers: [" + ephemeral.join(' ') + ']';
    return api::error(Reason::BadRequest, message);
}

static TunnelOpen openFor(const api::Object &pod, const char *kind)
{
    TunnelOpen open;
    open.kind = kind;
    open.ns = pod.ns();
    open.pod = pod.name();
    open.uid = pod.uid();
    return open;
}

static api::Error invalidLogOption(const QByteArray &field, const QByteArray &value, const QByteArray &why)
{
    api::Error error = api::error(
        Reason::Invalid, "PodLogOptions.core \"\" is invalid: " + field + ": Invalid value: " + value + ": " + why);
    error.kind = "PodLogOptions";
    error.causes.append({"FieldValueInvalid", "Invalid value: " + value + ": " + why, field});
    return error;
}

/// A number of the query, at least `least`; -1 if it is not given.
static api::Result<qint64> number(const api::Query &query, const QByteArray &name, qint64 least, const QByteArray &why)
{
    const QByteArray text = query.value(name);
    if (text.isEmpty())
        return qint64(-1);
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok)
        return api::error(Reason::BadRequest, "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    if (value < least)
        return invalidLogOption(name, text, why);
    return value;
}

api::Result<TunnelOpen> logRequest(const api::Object &pod, const api::Query &query)
{
    TunnelOpen open = openFor(pod, "log");
    ORRERY_TRY(container, chooseContainer(pod, query.value("container")));
    open.container = container;
    open.follow = query.flag("follow");
    open.previous = query.flag("previous");
    open.timestamps = query.flag("timestamps");
    ORRERY_TRY(tailLines, number(query, "tailLines", 0, "must be greater than or equal to 0"));
    ORRERY_TRY(limitBytes, number(query, "limitBytes", 1, "must be greater than 0"));
    ORRERY_TRY(sinceSeconds, number(query, "sinceSeconds", 1, "must be greater than 0"));
    open.tailLines = tailLines;
    open.limitBytes = limitBytes;
    open.sinceSeconds = sinceSeconds;
    open.sinceTime = query.value("sinceTime");
    if (!open.sinceTime.isEmpty() && sinceSeconds >= 0)
        return invalidLogOption("sinceTime", '"' + open.sinceTime + '"',
                                "at most one of `sinceTime` or `sinceSeconds` may be specified");
    // "stream" (PodLogsQuerySplitStreams): one of the two alone.
    const QByteArray stream = query.value("stream");
    if (!stream.isEmpty() && stream != "All" && stream != "Stdout" && stream != "Stderr") {
        api::Error error = api::error(Reason::Invalid,
                                      "PodLogOptions.core \"\" is invalid: stream: Unsupported value: \"" + stream
                                          + "\": supported values: \"All\", \"Stderr\", \"Stdout\"");
        error.kind = "PodLogOptions";
        error.causes.append({"FieldValueNotSupported",
                             "Unsupported value: \"" + stream + "\": supported values: \"All\", \"Stderr\", \"Stdout\"",
                             "stream"});
        return error;
    }
    if (!stream.isEmpty() && stream != "All" && tailLines >= 0)
        return invalidLogOption("tailLines", query.value("tailLines"),
                                "`tailLines` and specific `stream` are mutually exclusive for now");
    open.out = stream == "Stdout";
    open.err = stream == "Stderr";
    if (!open.sinceTime.isEmpty() && !api::parseTime(open.sinceTime))
        return api::error(Reason::BadRequest, "sinceTime is no RFC 3339 time");
    return open;
}

static api::Result<TunnelOpen> processRequest(const api::Object &pod, const api::Query &query, const char *kind)
{
    if (pod.spec()["nodeName"].text().isEmpty())
        return api::error(Reason::BadRequest, "pod " + pod.name() + " does not have a host assigned");
    TunnelOpen open = openFor(pod, kind);
    ORRERY_TRY(container, chooseContainer(pod, query.value("container")));
    open.container = container;
    open.in = query.flag("stdin");
    open.out = query.flag("stdout");
    open.tty = query.flag("tty");
    open.err = query.flag("stderr") && !open.tty; // a terminal has one output
    if (!open.in && !open.out && !open.err)
        return api::error(Reason::BadRequest, "you must specify at least 1 of stdin, stdout, stderr");
    return open;
}

api::Result<TunnelOpen> execRequest(const api::Object &pod, const api::Query &query)
{
    ORRERY_TRY(open, processRequest(pod, query, "exec"));
    open.command = query.values("command");
    if (open.command.isEmpty())
        return api::error(Reason::BadRequest, "you must specify at least one command for the container");
    if (api::toJson(open.toValue()).size() > api::TunnelFrame::maxPayload)
        return api::error(Reason::BadRequest, "the command is too long");
    return open;
}

api::Result<TunnelOpen> attachRequest(const api::Object &pod, const api::Query &query)
{
    ORRERY_TRY(open, processRequest(pod, query, "attach"));
    // Whether a process has a terminal was settled when it started, whatever the client thinks.
    for (const char *list : {"containers", "initContainers", "ephemeralContainers"}) {
        for (const api::Value &container : pod.spec()[list].items()) {
            if (container["name"].text() == open.container)
                open.tty = container["tty"].boolean();
        }
    }
    open.err = open.err && !open.tty;
    return open;
}

TunnelOpen portForwardRequest(const api::Object &pod, int port)
{
    TunnelOpen open = openFor(pod, "portforward");
    open.port = port;
    return open;
}

api::Result<QList<int>> forwardedPorts(const api::Query &query)
{
    constexpr qsizetype most = 100; // two channels each, of a byte's range
    QList<int> ports;
    for (const QByteArray &value : query.values("ports")) {
        for (const QByteArray &text : value.split(',')) {
            bool ok = false;
            const int port = text.toInt(&ok);
            if (!ok || port < 1 || port > 65535)
                return api::error(Reason::BadRequest, "invalid port \"" + text + '"');
            ports.append(port);
        }
    }
    if (ports.isEmpty())
        return api::error(Reason::BadRequest, "query parameter \"ports\" is required");
    if (ports.size() > most)
        return api::error(Reason::BadRequest, "too many ports");
    return ports;
}

} // namespace orrery::streams
