// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/apiserver/chain/requestinfo.h"

#include <QFlags>

#include <vector>

namespace orrery::audit {

enum class Level : quint8 { None, Metadata, Request, RequestResponse };
enum class Stage : quint8 { RequestReceived = 1, ResponseStarted = 2, ResponseComplete = 4, Panic = 8 };
Q_DECLARE_FLAGS(Stages, Stage)
Q_DECLARE_OPERATORS_FOR_FLAGS(Stages)
const char *levelName(Level level);
const char *stageName(Stage stage);

/// What of a request goes into the log.
struct Verdict
{
    Level level = Level::None;
    Stages omitStages;
    bool omitManagedFields = false;
};

/// An audit policy (audit.k8s.io/v1 Policy, kubernetes.io, Auditing): the first rule that fits a request decides; none
/// means None. Thread: any; a value.
class Policy final
{
public:
    /// YAML or JSON. Errors: BadRequest: all that is wrong with it, with where.
    static api::Result<Policy> parse(QByteArrayView text);
    Verdict verdict(const api::User &user, const chain::RequestInfo &info) const;

private:
    struct Group
    {
        QByteArray group;
        QList<QByteArray> resources, names;
    };
    struct Rule
    {
        Verdict verdict;
        QList<QByteArray> users, groups, verbs, namespaces, urls;
        std::vector<Group> resources;
    };
    class Reader;
    static bool fits(const Rule &rule, const api::User &user, const chain::RequestInfo &info);

    std::vector<Rule> m_rules;
};

} // namespace orrery::audit
