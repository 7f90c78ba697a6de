// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/nodeaffinity.h"

namespace orrery::scheduler {

using namespace api;

namespace {

bool matchesRequirement(const Value &requirement, const QByteArray *value)
{
    const QByteArrayView op = requirement["operator"].text();
    const auto values = requirement["values"].items();
    const auto contains = [&] {
        return std::any_of(values.begin(), values.end(), [&](const Value &one) { return one.text() == *value; });
    };
    if (op == "In")
        return value && contains();
    if (op == "NotIn")
        return !value || !contains();
    if (op == "Exists")
        return value;
    if (op == "DoesNotExist")
        return !value;
    if ((op == "Gt" || op == "Lt") && value && values.size() == 1) {
        bool ok = false, okToo = false;
        const qint64 have = value->toLongLong(&ok), want = values[0].text().toLongLong(&okToo);
        return ok && okToo && (op == "Gt" ? have > want : have < want);
    }
    return false;
}

/// A term without any requirement matches nothing.
bool matchesTerm(const Value &term, const Object &node)
{
    const auto expressions = term["matchExpressions"].items();
    const auto fields = term["matchFields"].items();
    if (expressions.empty() && fields.empty())
        return false;
    for (const Value &expression : expressions) {
        const Value *label = node.labels().find(expression["key"].text());
        const QByteArray value = label ? label->bytes() : QByteArray();
        if (!matchesRequirement(expression, label ? &value : nullptr))
            return false;
    }
    for (const Value &field : fields) {
        const QByteArray value = node.name();
        if (!matchesRequirement(field, field["key"].text() == "metadata.name" ? &value : nullptr))
            return false;
    }
    return true;
}

} // namespace

QList<QByteArray> NodeAffinity::filter(const PodInfo &pod, const NodeInfo &node) const
{
    static const QList<QByteArray> no { "node(s) didn't match Pod's node affinity/selector" };
    for (const Member &wanted : pod.pod.spec()["nodeSelector"].members()) {
        const Value *label = node.node.labels().find(wanted.key());
        if (!label || label->text() != wanted.value.text())
            return no;
    }
    const Value &required = pod.pod.spec()["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    if (required.isNull())
        return {};
    for (const Value &term : required["nodeSelectorTerms"].items()) {
        if (matchesTerm(term, node.node))
            return {};
    }
    return no;
}

qint64 NodeAffinityScore::score(const PodInfo &pod, const NodeInfo &node) const
{
    qint64 total = 0;
    for (const Value &preference : pod.pod.spec()["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"].items()) {
        if (matchesTerm(preference["preference"], node.node))
            total += preference["weight"].integer();
    }
    return total;
}

void NodeAffinityScore::normalise(std::vector<qint64> &scores) const
{
    const qint64 most = *std::max_element(scores.begin(), scores.end());
    for (qint64 &score : scores)
        score = most > 0 ? score * 100 / most : 0;
}

} // namespace orrery::scheduler
