// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/actions.h"
#include "app/actions/apply.h"
#include "app/actions/deploy.h"
#include "controlplane/api/yaml.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

struct DeployForm::Fields
{
    static DeploySpec of(const DeployForm &form)
    {
        DeploySpec spec;
        spec.ns = form.m_ns.toUtf8();
        spec.name = form.m_name.trimmed().toUtf8();
        spec.image = form.m_image.trimmed().toUtf8();
        spec.replicas = form.m_replicas;
        spec.port = form.m_port;
        spec.serviceType = form.m_serviceType.toUtf8();
        spec.servicePort = form.m_servicePort;
        for (const QString &line : form.m_environment.split(u'\n', Qt::SkipEmptyParts))
            spec.environment.append({line.section(u'=', 0, 0).trimmed().toUtf8(), line.section(u'=', 1).toUtf8()});
        spec.cpu = form.m_cpu.trimmed().toUtf8();
        spec.memory = form.m_memory.trimmed().toUtf8();
        return spec;
    }
};

QList<api::Object> DeployForm::manifests() const
{
    return manifestsOf(Fields::of(*this));
}

QString DeployForm::yaml() const
{
    QByteArray text;
    for (const api::Object &object : manifests())
        text += (text.isEmpty() ? "" : "---\n") + api::toYaml(object.document());
    return QString::fromUtf8(text);
}

QVariantMap DeployForm::problems() const
{
    QVariantMap map;
    const auto problems = problemsOf(Fields::of(*this));
    for (auto it = problems.cbegin(); it != problems.cend(); ++it)
        map.insert(QString::fromUtf8(it.key()), QString::fromUtf8(it.value()));
    return map;
}

bool DeployForm::isValid() const
{
    return m_session && problemsOf(Fields::of(*this)).isEmpty();
}

void DeployForm::submit()
{
    if (!isValid() || isBusy())
        return;
    m_results.clear();
    const api::Cause cause = api::Cause::create();
    const api::CauseScope scope(cause);
    Q_EMIT began(QString::fromUtf8(cause.traceId), tr("Deploy %1").arg(m_name));
    const QList<api::Object> objects = manifests();
    m_outstanding = int(objects.size());
    Q_EMIT resultsChanged();
    for (const api::Object &object : objects) {
        const api::Gvr gvr = object.kind() == "Service" ? client::gvr::services : client::gvr::deployments;
        client::then(actions::apply(m_session->client(), gvr, object), this,
                     [this, object](const api::Result<api::Object> &result) {
                         m_results += QVariantMap{{QStringLiteral("kind"), QString::fromUtf8(object.kind())},
                                                  {QStringLiteral("name"), QString::fromUtf8(object.name())},
                                                  {QStringLiteral("ok"), bool(result)},
                                                  {QStringLiteral("message"),
                                                   result ? QString() : QString::fromUtf8(result.error().message)}};
                         --m_outstanding;
                         Q_EMIT resultsChanged();
                         if (m_outstanding == 0)
                             Q_EMIT done(std::all_of(m_results.cbegin(), m_results.cend(), [](const QVariant &r) {
                                 return r.toMap()[QStringLiteral("ok")].toBool();
                             }));
                     });
    }
}

void DeployForm::reset()
{
    m_name.clear();
    m_results.clear();
    Q_EMIT changed();
    Q_EMIT resultsChanged();
}

} // namespace orrery::actions
