// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QDeadlineTimer>
#include <QSet>

namespace orrery::cluster {

/// Something that a cluster may allow: a verb on a resource, in a namespace or (empty) everywhere.
struct Right
{
    QByteArray verb, group, resource, subresource, ns;
    bool operator==(const Right &) const = default;
};
size_t qHash(const Right &right, size_t seed = 0);

/// May I? Asked of the cluster (SelfSubjectAccessReview), one right at a time and once only; who may do everything is not asked twice. An answer is
/// kept for a minute and then asked for again while the old one still counts; forget() and every change of roles and bindings, as far as
/// one may watch them, end all of them. A recorded cluster allows everything: it refuses by itself.
/// Does not: decide anything; the API server does. Thread: gui. Lifetime: the owner's; the session outlives it or takes its answers along.
class Access final : public QObject
{
    Q_OBJECT
public:
    enum class Answer { Unknown, Yes, No };
    explicit Access(Session *session, std::chrono::milliseconds lasts = std::chrono::minutes(1), QObject *parent = nullptr);

    /// What is known by now; changed() tells when more is.
    Answer may(const Right &right);
    /// In words, why not: "You may not delete pods in kube-system (user student)".
    QString refusal(const Right &right) const;
    /// What was learnt counts no more: the cluster has refused something that it was said to allow.
    void forget();

Q_SIGNALS:
    void changed();

private:
    struct Known
    {
        Answer answer = Answer::Unknown;
        bool asked = false; ///< an answer is under way
        QDeadlineTimer until;
    };
    Answer look(const Right &right);
    void ask(const Right &right);
    void askWho();
    void watchRules();
    void announce();

    QPointer<Session> m_session;
    std::chrono::milliseconds m_lasts;
    QHash<Right, Known> m_known;
    QString m_user;
    int m_generation = 0; ///< counts what was forgotten
    bool m_askedWho = false, m_announcing = false;
    QSet<QByteArray> m_watched;
};

} // namespace orrery::cluster
