// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/objectreading.h"

#include "app/actions/expose.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

namespace {

QVariantMap textsOf(const api::Value &map)
{
    QVariantMap texts;
    for (const api::Member &member : map.members())
        texts.insert(QString::fromUtf8(member.key()), member.value.string());
    return texts;
}

} // namespace

void ObjectReading::read(const QString &kind, const QString &ns, const QString &name)
{
    ++m_generation;
    m_object = {};
    m_error.clear();
    Q_EMIT changed();
    const cluster::Kind *which = m_session ? m_session->kind(kind) : nullptr;
    if (!which)
        return;
    const api::Key key{which->namespaced ? ns.toUtf8() : QByteArray(), name.toUtf8()};
    const auto take = [this, generation = m_generation](const api::Result<api::Object> &object) {
        if (generation != m_generation)
            return;
        if (object)
            m_object = *object;
        else
            m_error = QString::fromUtf8(object.error().message);
        Q_EMIT changed();
        Q_EMIT arrived();
    };
    if (m_session->isOffline()) { // what was recorded is all there is
        const api::Object recorded = m_session->feed(which->gvr)->get(key);
        take(recorded ? api::Result<api::Object>(recorded) : api::error(api::Reason::NotFound, "not recorded"));
        return;
    }
    client::then(m_session->client().get(which->gvr, key), this, take);
}

int ObjectReading::port() const
{
    return portOf(m_object);
}

QVariantMap ObjectReading::labels() const
{
    return textsOf(m_object.labels());
}

QVariantMap ObjectReading::annotations() const
{
    return textsOf(m_object.annotations());
}

QVariantList ObjectReading::taints() const
{
    QVariantList list;
    for (const api::Value &taint : m_object.spec()["taints"].items())
        list += QVariantMap{{QStringLiteral("key"), taint["key"].string()},
                            {QStringLiteral("value"), taint["value"].string()},
                            {QStringLiteral("effect"), taint["effect"].string()}};
    return list;
}

QStringList ObjectReading::finalizers() const
{
    QStringList list;
    for (const QByteArray &finalizer : m_object ? m_object.finalizers() : QList<QByteArray>())
        list += QString::fromUtf8(finalizer);
    return list;
}

QString ObjectReading::owner() const
{
    const auto controller = m_object ? m_object.controller() : std::nullopt;
    return controller ? QString::fromUtf8(controller->kind + ' ' + controller->name) : QString();
}

} // namespace orrery::actions
