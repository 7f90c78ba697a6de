// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/rules.h"

#include <algorithm>

namespace orrery::chain {

using namespace api;

namespace {

QList<QByteArray> texts(const Value &array)
{
    QList<QByteArray> out;
    out.reserve(array.size());
    for (const Value &item : array.items())
        out.append(item.bytes());
    return out;
}

/// One of: the word itself, or "*".
bool has(const QList<QByteArray> &words, const QByteArray &word)
{
    return words.contains("*") || words.contains(word);
}

bool hasAll(const QList<QByteArray> &words, const QList<QByteArray> &wanted)
{
    return words.contains("*")
        || std::all_of(wanted.begin(), wanted.end(), [&words](const QByteArray &word) { return words.contains(word); });
}

/// "pods", "pods/log", "*", "*/scale".
bool hasResource(const QList<QByteArray> &resources, const QByteArray &resource)
{
    if (has(resources, resource))
        return true;
    const qsizetype slash = resource.indexOf('/');
    return slash >= 0 && resources.contains('*' + resource.mid(slash));
}

/// A path, or the beginning of one and "*".
bool hasUrl(const QList<QByteArray> &urls, const QByteArray &url)
{
    for (const QByteArray &pattern : urls) {
        if (pattern == "*" || pattern == url)
            return true;
        if (pattern.endsWith('*') && QByteArrayView(url).startsWith(QByteArrayView(pattern).chopped(1)))
            return true;
    }
    return false;
}

/// The same permissions as rules that each allow one verb on one thing.
QList<Rule> narrowed(const QList<Rule> &rules)
{
    QList<Rule> out;
    for (const Rule &rule : rules) {
        for (const QByteArray &group : rule.groups) {
            for (const QByteArray &resource : rule.resources) {
                for (const QByteArray &verb : rule.verbs) {
                    if (rule.names.isEmpty())
                        out.append({{verb}, {group}, {resource}, {}, {}});
                    for (const QByteArray &name : rule.names)
                        out.append({{verb}, {group}, {resource}, {name}, {}});
                }
            }
        }
        for (const QByteArray &url : rule.urls) {
            for (const QByteArray &verb : rule.verbs)
                out.append({{verb}, {}, {}, {}, {url}});
        }
    }
    return out;
}

} // namespace

Rule Rule::fromValue(const Value &rule)
{
    return {texts(rule["verbs"]), texts(rule["apiGroups"]), texts(rule["resources"]), texts(rule["resourceNames"]),
            texts(rule["nonResourceURLs"])};
}

QList<Rule> Rule::listFromValue(const Value &rules)
{
    QList<Rule> out;
    out.reserve(rules.size());
    for (const Value &rule : rules.items())
        out.append(fromValue(rule));
    return out;
}

Value Rule::toValue() const
{
    std::vector<Member> members;
    const auto add = [&members](const char *name, const QList<QByteArray> &items) {
        if (!items.isEmpty())
            members.push_back({name, Value::array(std::vector<Value>(items.begin(), items.end()))});
    };
    add("verbs", verbs);
    add("apiGroups", groups);
    add("resources", resources);
    add("resourceNames", names);
    add("nonResourceURLs", urls);
    return Value::object(std::move(members));
}

bool Rule::allows(const RequestInfo &info) const
{
    if (!has(verbs, info.verb))
        return false;
    if (!info.isResource)
        return hasUrl(urls, info.path);
    if (!has(groups, info.gvr.group) || (!names.isEmpty() && !names.contains(info.name)))
        return false;
    return hasResource(resources,
                       info.subresource.isEmpty() ? info.gvr.resource : info.gvr.resource + '/' + info.subresource);
}

bool Rule::covers(const Rule &other) const
{
    const auto isCovered = [this](const QByteArray &resource) { return hasResource(resources, resource); };
    const auto isCoveredUrl = [this](const QByteArray &url) { return hasUrl(urls, url); };
    return hasAll(verbs, other.verbs) && hasAll(groups, other.groups)
        && std::all_of(other.resources.begin(), other.resources.end(), isCovered)
        && (names.isEmpty()
            || (!other.names.isEmpty()
                && std::all_of(other.names.begin(), other.names.end(),
                               [this](const QByteArray &name) { return names.contains(name); })))
        && std::all_of(other.urls.begin(), other.urls.end(), isCoveredUrl);
}

QByteArray Rule::text() const
{
    QByteArray out;
    const auto add = [&out](const char *name, const QList<QByteArray> &items) {
        if (!items.isEmpty())
            out += (out.isEmpty() ? "" : ", ") + QByteArray(name) + ':' + quoted(items);
    };
    add("APIGroups", groups);
    add("Resources", resources);
    add("NonResourceURLs", urls);
    add("ResourceNames", names);
    add("Verbs", verbs);
    return '{' + out + '}';
}

QList<Rule> missing(const QList<Rule> &held, const QList<Rule> &wanted)
{
    QList<Rule> out;
    for (const Rule &rule : narrowed(wanted)) {
        if (std::any_of(held.begin(), held.end(), [&rule](const Rule &holds) { return holds.covers(rule); }))
            continue;
        // Verbs of the same thing together: that is how it is told.
        const auto same = std::find_if(out.begin(), out.end(), [&rule](const Rule &known) {
            return rule.urls.isEmpty() && known.urls.isEmpty() && known.groups == rule.groups
                && known.resources == rule.resources && known.names == rule.names;
        });
        if (same == out.end())
            out.append(rule);
        else if (!same->verbs.contains(rule.verbs.first()))
            same->verbs += rule.verbs;
    }
    return out;
}

QByteArray quoted(QByteArrayView text)
{
    QByteArray out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

QByteArray quoted(const QList<QByteArray> &texts)
{
    QByteArray out;
    for (const QByteArray &text : texts)
        out += (out.isEmpty() ? "" : " ") + quoted(text);
    return '[' + out + ']';
}

} // namespace orrery::chain
