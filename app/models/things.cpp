// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/things.h"

namespace orrery::models {

namespace {

/// Addresses of a pod, a service or a node, each once.
QString addressesOf(const api::Object &object)
{
    QStringList addresses;
    const auto add = [&](const api::Value &value) {
        if (const QString address = value.string(); !address.isEmpty() && !addresses.contains(address))
            addresses += address;
    };
    add(object.status()["podIP"]);
    for (const api::Value &ip : object.status()["podIPs"].items())
        add(ip["ip"]);
    for (const api::Value &ip : object.spec()["clusterIPs"].items())
        add(ip);
    for (const api::Value &address : object.status()["addresses"].items()) {
        if (address["type"].text() != "Hostname")
            add(address["address"]);
    }
    return addresses.join(u' ');
}

cluster::Filter::Thing named(const api::Object &object, const QString &kindWords)
{
    cluster::Filter::Thing thing;
    thing.name = QString::fromUtf8(object.name()).toLower();
    thing.ns = QString::fromUtf8(object.ns());
    thing.kind = kindWords;
    thing.labels = object.labels();
    return thing;
}

} // namespace

QString wordsOf(const cluster::Kind &kind)
{
    return QString::fromUtf8((QList<QByteArray>{kind.kind, kind.gvr.resource} + kind.shortNames).join(' ')).toLower();
}

QLatin1String wordsOf(State::Level level)
{
    switch (level) {
    case State::Level::Good:
        break;
    case State::Level::Waiting:
        return QLatin1String("pending");
    case State::Level::Warning:
        return QLatin1String("warning unhealthy");
    case State::Level::Bad:
        return QLatin1String("failed unhealthy");
    case State::Level::Leaving:
        return QLatin1String("leaving");
    }
    return {};
}

cluster::Filter::Thing thingOf(const api::Object &object, const QString &kindWords)
{
    cluster::Filter::Thing thing = named(object, kindWords);
    thing.node = object.kind() == "Node" ? thing.name : object.spec()["nodeName"].string();
    thing.ip = addressesOf(object);
    const State state = stateOf(object);
    thing.text = thing.name + u'\n' + thing.ns + u'\n' + thing.node + u'\n' + thing.ip + u'\n' + state.text.toLower();
    thing.status = state.text.toLower() + u' ' + wordsOf(state.level);
    return thing;
}

cluster::Filter::Thing thingOfRow(const api::Object &row, const QString &kindWords)
{
    cluster::Filter::Thing thing = named(row, kindWords);
    thing.text = thing.name + u'\n' + thing.ns;
    for (const api::Value &cell : row["cells"].items()) {
        if (cell.isString())
            thing.text += u'\n' + cell.string().left(200).toLower();
    }
    return thing;
}

} // namespace orrery::models
