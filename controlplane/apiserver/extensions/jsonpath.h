// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <memory>

namespace orrery::extensions {

/// A JSONPath as kubectl and custom columns write it (kubernetes.io/docs/reference/kubectl/jsonpath): `.spec.replicas`,
/// `.metadata.labels['a.b']`, `.status.conditions[?(@.type=="Ready")].status`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `..name`.
/// Without the braces. Thread: any; a value.
class JsonPath final
{
public:
    static api::Result<JsonPath> parse(QByteArrayView text); ///< Errors: BadRequest, which says what is wrong
    /// What is there, in order; bounded. Empty where a member is missing.
    QList<api::Value> find(const api::Value &document) const;
    /// The members, if the path is nothing but those (".spec.replicas"); else empty.
    QList<QByteArray> members() const;

private:
    struct Step
    {
        enum class Kind { Member, Every, Range, Filter, Descend } kind = Kind::Member;
        QByteArray name; ///< Member, Descend
        qint64 from = 0, to = 0, step = 1; ///< Range
        bool hasFrom = false, hasTo = false, one = false;
        std::shared_ptr<const JsonPath> left, right; ///< Filter: paths below @...
        api::Value literal; ///< ...or what the left is compared with
        QByteArray comparison; ///< empty: the left exists
    };
    class Parser;
    static void apply(const Step &step, const api::Value &value, QList<api::Value> &out);
    QList<Step> m_steps;
};

} // namespace orrery::extensions
