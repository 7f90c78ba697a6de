// SPDX-License-Identifier: GPL-3.0-only
// Actions: what it offers for an object, and what becomes of a choice.
#include "app/actions/actions.h"

#include "app/actions/drain.h"
#include "app/actions/marks.h"
#include "app/actions/nodes.h"

namespace orrery::actions {

namespace {

QString nsOf(const QVariant &key)
{
    return key.toMap()[QStringLiteral("ns")].toString();
}

QString nameOf(const QVariant &key)
{
    return key.toMap()[QStringLiteral("name")].toString();
}

/// The right that a verb takes, on an object in that namespace.
cluster::Right rightOf(const Verb &verb, const Subject &subject, const QByteArray &ns)
{
    const cluster::Kind &kind = *subject.kind;
    const bool machine = verb.id == "delete" && subject.machine;
    const api::Gvr &gvr = machine ? client::gvr::machines : verb.of.resource.isEmpty() ? kind.gvr : verb.of;
    const qsizetype space = verb.needs.indexOf(' ');
    // Of a node, in all namespaces: its pods may be in any.
    return {space < 0 ? verb.needs : verb.needs.left(space), gvr.group, gvr.resource, space < 0 ? QByteArray() : verb.needs.mid(space + 1),
            kind.namespaced ? ns : QByteArray()};
}

} // namespace

Subject Actions::subjectOf(const QString &id, const QString &ns, const QString &name) const
{
    Subject subject;
    subject.kind = m_session ? m_session->kind(id) : nullptr;
    if (!subject.kind)
        return subject;
    // Only what the window watches anyway: a menu is no reason to list a whole kind.
    const auto object = [&](const QByteArray &kind) {
        for (const cluster::Kind &known : cluster::wellKnownKinds()) {
            if (known.id == kind)
                return m_session->feed(known.gvr)->get({known.namespaced ? ns.toUtf8() : QByteArray(), name.toUtf8()});
        }
        return api::Object();
    };
    subject.object = object(subject.kind->id);
    if (id == u"Machine")
        subject.machine = subject.object;
    else if (id == u"Node" && m_session->kind(QStringLiteral("Machine")))
        subject.machine = object("Machine");
    return subject;
}

QString Actions::reasonAgainst(const Verb &verb, const Subject &subject, const QByteArray &ns)
{
    const cluster::Right right = rightOf(verb, subject, ns);
    if (m_access && m_access->may(right) == cluster::Access::Answer::No)
        return m_access->refusal(right);
    return hindrance(verb, subject);
}

QVariantList Actions::verbsOf(const QString &kind, const QString &ns, const QString &name)
{
    return name.isEmpty() ? QVariantList()
                          : verbsOfMany(kind, {QVariantMap{{QStringLiteral("ns"), ns}, {QStringLiteral("name"), name}}});
}

QVariantList Actions::verbsOfMany(const QString &kind, const QVariantList &keys)
{
    QVariantList offers;
    for (const Verb &verb : verbs()) {
        if (keys.size() > 1 && !verb.many)
            continue;
        bool meant = false;
        QString reason, title;
        for (const QVariant &key : keys) { // for one of them is enough: it is done to those for which it means something
            const Subject subject = subjectOf(kind, nsOf(key), nameOf(key));
            if (!subject.kind || !applies(verb, subject))
                continue;
            reason = reasonAgainst(verb, subject, nsOf(key).toUtf8());
            meant = true;
            title = titleOf(verb, subject);
            if (reason.isEmpty())
                break;
        }
        if (!meant)
            continue;
        offers += QVariantMap{{QStringLiteral("id"), QString::fromUtf8(verb.id)},
                              {QStringLiteral("title"), title},
                              {QStringLiteral("symbol"), QString::fromUtf8(verb.symbol)},
                              {QStringLiteral("key"), QString::fromUtf8(verb.key)},
                              {QStringLiteral("group"), int(verb.group)},
                              {QStringLiteral("enabled"), reason.isEmpty()},
                              {QStringLiteral("reason"), reason},
                              {QStringLiteral("danger"), verb.danger}};
    }
    return offers;
}

void Actions::invoke(const QString &id, const QString &kind, const QString &ns, const QString &name)
{
    const Verb *what = verb(id.toUtf8());
    const Subject subject = subjectOf(kind, ns, name);
    if (!what || !subject.kind || !applies(*what, subject))
        return;
    if (const QString reason = reasonAgainst(*what, subject, ns.toUtf8()); !reason.isEmpty())
        Q_EMIT finished(false, wordsOf(*what, name).title, reason, {});
    else if (what->way == Verb::Way::AtOnce)
        act(id, kind, ns, name);
    else
        Q_EMIT asked(id, kind, ns, name);
}

void Actions::invokeMany(const QString &id, const QString &kind, const QVariantList &keys)
{
    const Verb *what = verb(id.toUtf8());
    if (keys.size() == 1)
        invoke(id, kind, nsOf(keys[0]), nameOf(keys[0]));
    else if (what && what->many && what->way == Verb::Way::AtOnce)
        actMany(id, kind, keys);
    else if (what && what->many && !keys.isEmpty())
        Q_EMIT askedMany(id, kind, keys);
}

void Actions::act(const QString &id, const QString &kind, const QString &ns, const QString &name, const QVariantMap &choice)
{
    const Verb *what = verb(id.toUtf8());
    const Subject subject = subjectOf(kind, ns, name);
    if (!what || !subject.kind)
        return;
    const Call call = callOf(*what, subject, {ns.toUtf8(), name.toUtf8()}, choice);
    const Words words = wordsOf(*what, name, choice);
    if (call.method.isEmpty() || (call.method == "POST" && call.body.isNull()))
        Q_EMIT finished(false, words.title, tr("It has no labels that a service could find its pods by"), {});
    else
        perform(words.title, words.done, call);
}

void Actions::actMany(const QString &id, const QString &kind, const QVariantList &keys, const QVariantMap &choice)
{
    if (keys.size() == 1) {
        act(id, kind, nsOf(keys[0]), nameOf(keys[0]), choice);
        return;
    }
    const Verb *what = verb(id.toUtf8());
    QList<Bulk::Entry> entries;
    for (const QVariant &key : keys) {
        const Subject subject = subjectOf(kind, nsOf(key), nameOf(key));
        if (what && subject.kind && applies(*what, subject))
            entries.append({nsOf(key).isEmpty() ? nameOf(key) : nsOf(key) + u'/' + nameOf(key),
                            callOf(*what, subject, {nsOf(key).toUtf8(), nameOf(key).toUtf8()}, choice)});
    }
    if (entries.isEmpty())
        return;
    const Words words = wordsOf(*what, tr("%n object(s)", nullptr, int(entries.size())), choice);
    startBulk(words.title, words.done, entries, Keep::Undo);
}

QString Actions::problemOfMark(const QString &id, const QString &key, const QString &value) const
{
    return actions::problemOfMark(id == u"label" ? Marks::Labels : Marks::Annotations, key, value);
}

QVariantMap Actions::drainPlan(const QString &node) const
{
    QVariantList pods;
    QMap<QString, int> counts;
    static const QString fates[] = {QStringLiteral("goes"), QStringLiteral("stays"), QStringLiteral("data"), QStringLiteral("alone")};
    if (m_session) {
        for (const Leaving &leaving : leavingOf(node.toUtf8(), m_session->feed(client::gvr::pods)->objects())) {
            const QString fate = fates[int(leaving.fate)];
            ++counts[fate];
            pods += QVariantMap{{QStringLiteral("name"), QString::fromUtf8(leaving.pod.key().path())},
                                {QStringLiteral("fate"), fate},
                                {QStringLiteral("why"), leaving.why}};
        }
    }
    QVariantMap plan{{QStringLiteral("pods"), pods}};
    for (const QString &fate : fates)
        plan.insert(fate, counts.value(fate));
    return plan;
}

void Actions::drain(const QString &node, bool loseData, bool notReplaced)
{
    if (!m_session)
        return;
    const Words words = wordsOf(*verb("drain"), node);
    const api::CauseScope scope(begin(words.title));
    auto *drain = new Drain(m_session, words.title, node.toUtf8(), {.loseData = loseData, .notReplaced = notReplaced}, this);
    show(drain);
    connect(drain, &Task::finished, this, [this, drain, words] {
        const api::Error error = api::error(api::Reason::Unknown, drain->step().toUtf8());
        // What went cannot be called back; that no new ones come can.
        const cluster::Kind nodes{client::gvr::nodes, "Node", false, {}, {}, "Node"};
        end(words.title, words.done, drain->failed() > 0 ? &error : nullptr, remember(words.title, {cordonCall(nodes, drain->key(), false)}));
    });
    drain->start();
}

QVariantMap Actions::command(const QString &id, const QString &kind, const QString &ns, const QString &name, const QVariantMap &choice)
{
    const Verb *what = verb(id.toUtf8());
    const Subject subject = subjectOf(kind, ns, name);
    if (!what || !subject.kind)
        return {};
    const Call call = callOf(*what, subject, {ns.toUtf8(), name.toUtf8()}, choice);
    return {{QStringLiteral("kubectl"), call.kubectl}, {QStringLiteral("request"), requestText(call)}};
}

} // namespace orrery::actions
