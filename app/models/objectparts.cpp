// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/objectparts.h"

#include "controlplane/api/clock.h"

#include <QRegularExpression>
#include <QSet>

namespace orrery::models {

using api::Member;
using api::Object;
using api::Value;

namespace {

constexpr const char *lastApplied = "kubectl.kubernetes.io/last-applied-configuration"; ///< has all of it once more

const QByteArray &dots()
{
    static const QByteArray text = "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2";
    return text;
}

Value covered(const Value &map)
{
    std::vector<Member> members;
    for (const Member &member : map.members())
        members.push_back({member.name, dots()});
    return Value::object(std::move(members));
}

/// The same value with every variable hidden that is named like a secret, wherever containers are.
Value withoutTokens(const Value &value)
{
    static const QRegularExpression secret(QStringLiteral("pass(word|wd|phrase)?|token|secret|api_?key|private_?key|credential"),
                                           QRegularExpression::CaseInsensitiveOption);
    if (value.isArray()) {
        std::vector<Value> items;
        bool same = true;
        for (const Value &item : value.items()) {
            const Value &text = item["value"];
            if (text.isString() && item["name"].isString() && secret.match(item["name"].string()).hasMatch())
                items.push_back(item.with("value", dots()));
            else
                items.push_back(withoutTokens(item));
            same = same && items.back().identical(item);
        }
        return same ? value : Value::array(std::move(items));
    }
    if (value.isObject()) {
        Value out = value;
        for (const Member &member : value.members()) {
            const Value inner = withoutTokens(member.value);
            if (!inner.identical(member.value))
                out = out.with(member.key(), inner);
        }
        return out;
    }
    return value;
}

} // namespace

QList<Condition> conditionsOf(const Object &object)
{
    static const QSet<QString> bad{QStringLiteral("MemoryPressure"),     QStringLiteral("DiskPressure"), QStringLiteral("PIDPressure"),
                                   QStringLiteral("NetworkUnavailable"), QStringLiteral("ReplicaFailure"), QStringLiteral("Failed"),
                                   QStringLiteral("FailureTarget"),      QStringLiteral("DisruptionTarget"), QStringLiteral("Dangling"),
                                   QStringLiteral("Terminating"),        QStringLiteral("NonStructuralSchema")};
    QList<Condition> list;
    for (const Value &value : object.status()["conditions"].items()) {
        Condition condition{value["type"].string(), value["status"].string(), value["reason"].string(), value["message"].string()};
        condition.good = condition.status == (bad.contains(condition.type) ? u"False" : u"True");
        for (const char *member : {"lastTransitionTime", "lastUpdateTime", "lastProbeTime"}) {
            if (const auto time = api::parseTime(value[member].text()); time && !condition.since)
                condition.since = *time;
        }
        list += condition;
    }
    return list;
}

QList<SecretEntry> secretEntriesOf(const Object &object)
{
    QList<SecretEntry> list;
    if (object.kind() != "Secret")
        return list;
    for (const Member &member : object["data"].members())
        list += {member.name.string(), QByteArray::fromBase64(member.value.bytes()).size()};
    for (const Member &member : object["stringData"].members())
        list += {member.name.string(), member.value.bytes().size()};
    std::sort(list.begin(), list.end(), [](const SecretEntry &a, const SecretEntry &b) { return a.name < b.name; });
    return list;
}

QString secretValueOf(const Object &object, const QString &name)
{
    const QByteArray key = name.toUtf8();
    if (object.kind() != "Secret")
        return {};
    const QByteArray bytes = object["data"].contains(key) ? QByteArray::fromBase64(object["data"][key].bytes()) : object["stringData"][key].bytes();
    const QString text = QString::fromUtf8(bytes);
    return text.contains(QChar::ReplacementCharacter) || text.contains(QChar(0)) ? QStringLiteral("…") : text;
}

Object hidden(const Object &object, Hide hide)
{
    if (!object || hide == Hide::Nothing)
        return object;
    Value document = object.document();
    if (object.kind() == "Secret") {
        for (const char *member : {"data", "stringData"}) {
            if (!document[member].isNull())
                document = document.with(member, covered(document[member]));
        }
        if (object.annotations().contains(lastApplied))
            document = document.withPath({"metadata", "annotations", lastApplied}, dots());
    } else if (hide == Hide::Tokens) {
        document = withoutTokens(document);
        if (object.annotations().contains(lastApplied))
            document = document.withPath({"metadata", "annotations", lastApplied}, dots());
    }
    return document.identical(object.document()) ? object : Object(document);
}

} // namespace orrery::models
