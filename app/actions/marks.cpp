// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/marks.h"

#include "controlplane/api/names.h"

#include <QCoreApplication>

namespace orrery::actions {

using api::Value;

Call markCall(const cluster::Kind &kind, const api::Key &key, Marks marks, const QVariantMap &changes)
{
    Value map = Value::object(std::vector<api::Member>());
    QStringList words;
    for (auto it = changes.cbegin(); it != changes.cend(); ++it) {
        const bool gone = it->isNull();
        map = map.with(it.key().toUtf8(), gone ? Value() : Value(it->toString().toUtf8()));
        words += gone ? it.key() + u'-' : quoted(it.key() + u'=' + it->toString());
    }
    const bool labels = marks == Marks::Labels;
    Call call = patchCall(kind, key, Value().withPath({"metadata", labels ? "labels" : "annotations"}, map));
    call.kubectl = kubectlText(labels ? QStringLiteral("label") : QStringLiteral("annotate"), kind, key,
                               QLatin1String("--overwrite ") + words.join(u' '));
    return call;
}

QString problemOfMark(Marks marks, const QString &key, const QString &value)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("orrery::actions", text); };
    if (!api::isQualifiedName(key.toUtf8()))
        return say(QT_TRANSLATE_NOOP("orrery::actions", "A key is a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it"));
    if (marks == Marks::Labels && !api::isLabelValue(value.toUtf8()))
        return say(QT_TRANSLATE_NOOP("orrery::actions", "A value has at most 63 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit"));
    return {};
}

namespace {

/// A JSON patch of spec.taints that only works on what it was made for.
Value replaced(const Value &from, const Value &to)
{
    const auto operation = [](const char *op, const Value &value) {
        const Value it = Value::object({{"op", op}, {"path", "/spec/taints"}});
        return value.isEmpty() ? it : it.with("value", value);
    };
    std::vector<Value> operations;
    if (!from.isEmpty())
        operations.push_back(operation("test", from));
    if (!to.isEmpty())
        operations.push_back(operation(from.isEmpty() ? "add" : "replace", to));
    else if (!from.isEmpty())
        operations.push_back(operation("remove", {}));
    return Value::array(std::move(operations));
}

} // namespace

Call taintCall(const cluster::Kind &kind, const api::Object &node, const QVariantList &taints)
{
    std::vector<Value> now;
    QStringList words;
    const auto nameOf = [](const QByteArray &key, const QByteArray &effect) { return QString::fromUtf8(key + ':' + effect); };
    QStringList kept;
    for (const QVariant &variant : taints) {
        const QVariantMap map = variant.toMap();
        const QByteArray key = map[QStringLiteral("key")].toString().toUtf8(), value = map[QStringLiteral("value")].toString().toUtf8(),
                         effect = map[QStringLiteral("effect")].toString().toUtf8();
        Value taint = Value::object({{"key", key}, {"effect", effect}});
        if (!value.isEmpty())
            taint = taint.with("value", value);
        kept += nameOf(key, effect);
        for (const Value &old : node.spec()["taints"].items()) { // when it was added stays
            if (old["key"].text() == key && old["effect"].text() == effect && old["value"].text() == value)
                taint = old;
        }
        const auto before = node.spec()["taints"].items();
        if (std::none_of(before.begin(), before.end(), [&](const Value &old) { return old.identical(taint); }))
            words += QString::fromUtf8(key + (value.isEmpty() ? QByteArray() : '=' + value) + ':' + effect);
        now.push_back(taint);
    }
    for (const Value &old : node.spec()["taints"].items()) {
        const QString name = nameOf(old["key"].bytes(), old["effect"].bytes());
        if (!kept.contains(name))
            words += name + u'-';
    }
    const Value &before = node.spec()["taints"];
    Call call{"PATCH", kind.gvr, node.key(), {}, replaced(before, Value::array(now)), {}};
    call.patchType = api::PatchType::Json;
    call.inverse = replaced(Value::array(std::move(now)), before);
    call.kubectl = kubectlText(QStringLiteral("taint"), kind, node.key(), QLatin1String("--overwrite ") + words.join(u' '));
    return call;
}

} // namespace orrery::actions
