// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/tunnel.h"

#include <QtEndian>

namespace orrery::api {

QByteArray TunnelFrame::encoded() const
{
    QByteArray message;
    message.reserve(5 + payload.size());
    message.resize(5);
    qToBigEndian(stream, message.data());
    message[4] = char(type);
    message += payload;
    return message;
}

Result<TunnelFrame> TunnelFrame::decode(const QByteArray &message)
{
    if (message.size() < 5)
        return api::error(Reason::BadRequest, "tunnel: a frame of fewer than 5 bytes");
    if (message.size() > 5 + maxPayload)
        return api::error(Reason::BadRequest,
                          "tunnel: a frame of more than " + QByteArray::number(maxPayload) + " bytes");
    const auto type = quint8(message[4]);
    if (type < quint8(Type::Open) || type > quint8(Type::CloseChannel))
        return api::error(Reason::BadRequest, "tunnel: unknown frame type " + QByteArray::number(type));
    const bool shortOfChannel
        = (type == quint8(Type::Data) || type == quint8(Type::CloseChannel)) && message.size() < 6;
    if (shortOfChannel || (type == quint8(Type::Credit) && message.size() != 9))
        return api::error(Reason::BadRequest, "tunnel: a frame without its content");
    TunnelFrame frame;
    frame.stream = qFromBigEndian<quint32>(message.constData());
    frame.type = Type(type);
    frame.payload = message.sliced(5);
    return frame;
}

Value TunnelOpen::toValue() const
{
    std::vector<Member> members;
    const auto text = [&](const char *name, const QByteArray &value) {
        if (!value.isEmpty())
            members.push_back({name, value});
    };
    const auto flag = [&](const char *name, bool value) {
        if (value)
            members.push_back({name, true});
    };
    const auto number = [&](const char *name, qint64 value, qint64 absent) {
        if (value != absent)
            members.push_back({name, value});
    };
    text("kind", kind);
    text("namespace", ns);
    text("pod", pod);
    text("uid", uid);
    text("container", container);
    if (!command.isEmpty())
        members.push_back({"command", Value::array(std::vector<Value>(command.begin(), command.end()))});
    flag("stdin", in);
    flag("stdout", out);
    flag("stderr", err);
    flag("tty", tty);
    text("host", host);
    number("port", port, 0);
    flag("follow", follow);
    flag("previous", previous);
    flag("timestamps", timestamps);
    number("tailLines", tailLines, -1);
    number("limitBytes", limitBytes, -1);
    number("sinceSeconds", sinceSeconds, -1);
    text("sinceTime", sinceTime);
    return Value::object(std::move(members));
}

TunnelOpen TunnelOpen::fromValue(const Value &value)
{
    TunnelOpen open;
    open.kind = value["kind"].bytes();
    open.ns = value["namespace"].bytes();
    open.pod = value["pod"].bytes();
    open.uid = value["uid"].bytes();
    open.container = value["container"].bytes();
    for (const Value &word : value["command"].items())
        open.command.append(word.bytes());
    open.in = value["stdin"].boolean();
    open.out = value["stdout"].boolean();
    open.err = value["stderr"].boolean();
    open.tty = value["tty"].boolean();
    open.host = value["host"].bytes();
    const qint64 port = value["port"].integer();
    open.port = port > 0 && port < 65536 ? int(port) : 0;
    open.follow = value["follow"].boolean();
    open.previous = value["previous"].boolean();
    open.timestamps = value["timestamps"].boolean();
    open.tailLines = value["tailLines"].integer(-1);
    open.limitBytes = value["limitBytes"].integer(-1);
    open.sinceSeconds = value["sinceSeconds"].integer(-1);
    open.sinceTime = value["sinceTime"].bytes();
    return open;
}

} // namespace orrery::api
