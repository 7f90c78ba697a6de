// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/apiserver/chain/requestinfo.h"

#include <vector>

namespace orrery::flowcontrol {

/// A FlowSchema (flowcontrol.apiserver.k8s.io/v1): which requests it is for, and what tells their flows apart.
/// Thread: any; a value.
struct Schema
{
    enum class Distinguisher : quint8 { None, ByUser, ByNamespace };

    static Schema fromObject(const api::Object &object);
    bool fits(const api::User &user, const chain::RequestInfo &info) const;
    /// What tells this request's flow from the schema's others.
    QByteArray flow(const api::User &user, const chain::RequestInfo &info) const;

    QByteArray name, uid, level;
    int precedence = 1000;
    Distinguisher distinguisher = Distinguisher::None;

private:
    struct Resources
    {
        QList<QByteArray> verbs, groups, resources, namespaces;
        bool clusterScope = false;
        bool fits(const chain::RequestInfo &info) const;
    };
    struct Urls
    {
        QList<QByteArray> verbs, urls;
        bool fits(const chain::RequestInfo &info) const;
    };
    struct Rule
    {
        QList<QByteArray> users,
            groups; ///< "*": any; a service account of any name: "system:serviceaccount:<namespace>:*"
        std::vector<Resources> resources;
        std::vector<Urls> urls;
        bool concerns(const api::User &user) const;
    };
    std::vector<Rule> m_rules;
};

/// A PriorityLevelConfiguration: how much of the server its requests may have, and what becomes of those beyond.
/// lendablePercent and borrowingLimitPercent are not looked at: what a level leaves, anybody takes.
struct LevelRules
{
    static LevelRules fromObject(const api::Object &object);

    QByteArray name, uid;
    bool exempt = false;
    bool queues = false; ///< limitResponse Queue; else Reject
    int shares = 30;
    int queueCount = 64, handSize = 8, queueLength = 50;
};

/// What is there even without any object: system:masters are exempt, everybody else is caught.
std::vector<Schema> mandatorySchemas();
std::vector<LevelRules> mandatoryLevels();

} // namespace orrery::flowcontrol
