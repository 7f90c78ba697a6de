// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/access.h"

#include "controlplane/client/then.h"

namespace orrery::cluster {

using api::Value;

namespace {

const Right everything{"*", "*", "*", {}, {}};
const QByteArray rbac = "rbac.authorization.k8s.io";
const QList<QByteArray> rules{"clusterrolebindings", "clusterroles", "rolebindings", "roles"};

api::Object question(const Right &right)
{
    Value attributes = Value::object({{"verb", right.verb}, {"group", right.group}, {"resource", right.resource}});
    if (!right.subresource.isEmpty())
        attributes = attributes.with("subresource", right.subresource);
    if (!right.ns.isEmpty())
        attributes = attributes.with("namespace", right.ns);
    return api::Object(Value::object({{"apiVersion", "authorization.k8s.io/v1"},
                                      {"kind", "SelfSubjectAccessReview"},
                                      {"spec", Value::object({{"resourceAttributes", attributes}})}}));
}

} // namespace

size_t qHash(const Right &right, size_t seed)
{
    return qHashMulti(seed, right.verb, right.group, right.resource, right.subresource, right.ns);
}

Access::Access(Session *session, std::chrono::milliseconds lasts, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_lasts(lasts)
{
}

Access::Answer Access::may(const Right &right)
{
    if (!m_session || m_session->isOffline())
        return Answer::Yes;
    const Answer all = look(everything);
    if (all != Answer::No)
        return all;
    watchRules();
    const Answer answer = look(right);
    if (answer == Answer::No)
        askWho();
    return answer;
}

Access::Answer Access::look(const Right &right)
{
    const auto known = m_known.constFind(right);
    if (known == m_known.cend() || (!known->asked && known->until.hasExpired()))
        ask(right);
    return m_known.value(right).answer;
}

void Access::ask(const Right &right)
{
    m_known[right].asked = true;
    const api::CauseScope none{api::Cause()}; // nobody did anything
    client::then(m_session->client().create({"authorization.k8s.io", "v1", "selfsubjectaccessreviews"}, question(right)), this,
                 [this, right, generation = m_generation](const api::Result<api::Object> &review) {
                     if (generation != m_generation)
                         return;
                     Known &known = m_known[right];
                     const Answer before = known.answer;
                     // A cluster that does not answer such questions is found out by trying.
                     known.answer = !review                             ? Answer::Unknown
                         : review->status()["allowed"].boolean() ? Answer::Yes
                                                                        : Answer::No;
                     known.asked = false;
                     known.until = QDeadlineTimer(m_lasts);
                     if (known.answer != before)
                         announce();
                 });
}

void Access::askWho()
{
    if (std::exchange(m_askedWho, true))
        return;
    const api::CauseScope none{api::Cause()};
    const api::Object who(Value::object({{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}}));
    client::then(m_session->client().create({"authentication.k8s.io", "v1", "selfsubjectreviews"}, who), this,
                 [this](const api::Result<api::Object> &review) {
                     if (!review)
                         return;
                     m_user = review->status()["userInfo"]["username"].string();
                     announce();
                 });
}

/// Of the kinds that say who may what, those that one may watch.
void Access::watchRules()
{
    for (const QByteArray &resource : rules) {
        if (m_watched.contains(resource) || look({"watch", rbac, resource, {}, {}}) != Answer::Yes)
            continue;
        m_watched.insert(resource);
        Feed *feed = m_session->feed({rbac, "v1", resource}, {.tables = true});
        connect(feed, &Feed::changed, this, [this, feed] {
            if (feed->isSynced())
                forget();
        });
    }
}

void Access::forget()
{
    ++m_generation;
    m_known.clear();
    m_askedWho = false;
    announce();
}

/// Answers come in groups; those who show them hear of it once.
void Access::announce()
{
    if (std::exchange(m_announcing, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_announcing = false;
            Q_EMIT changed();
        },
        Qt::QueuedConnection);
}

QString Access::refusal(const Right &right) const
{
    const QString what = QString::fromUtf8(right.subresource.isEmpty() ? right.resource : right.resource + '/' + right.subresource);
    const QString verb = QString::fromUtf8(right.verb);
    const QString sentence = right.ns.isEmpty() ? tr("You may not %1 %2").arg(verb, what)
                                                : tr("You may not %1 %2 in %3").arg(verb, what, QString::fromUtf8(right.ns));
    return m_user.isEmpty() ? sentence : tr("%1 (user %2)").arg(sentence, m_user);
}

} // namespace orrery::cluster
