// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/nudges.h"

#include "app/actions/actions.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

Nudges::Nudges(Actions *actions)
    : m_actions(actions)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(400);
    connect(&m_rest, &QTimer::timeout, this, &Nudges::send);
    // What was refused is no number to count from.
    connect(actions, &Actions::finished, this, [this](bool ok) {
        if (!ok)
            m_nudges.clear();
    });
}

void Nudges::add(const QString &kind, const QString &ns, const QString &name, int by)
{
    const auto same = [&](const Nudge &nudge) { return nudge.kind == kind && nudge.ns == ns && nudge.name == name; };
    auto it = std::find_if(m_nudges.begin(), m_nudges.end(), same);
    if (it == m_nudges.end())
        it = m_nudges.insert(m_nudges.end(), {kind, ns, name});
    const Subject subject = m_actions->subjectOf(kind, ns, name);
    if (!subject.kind) {
        m_nudges.erase(it);
        return;
    }
    it->by += by;
    m_rest.start();
    if (subject.object && (it->base < 0 || subject.object.generation() > it->generation)) {
        it->base = int(subject.object.spec()["replicas"].integer(1));
        it->generation = subject.object.generation();
    } else if (it->base < 0 && it->by == by) {
        learn(it - m_nudges.begin());
    }
    if (it->base >= 0)
        it->by = std::max(it->by, -it->base);
    tell(*it);
}

/// Of a kind that the window does not watch: its scale is asked for.
void Nudges::learn(qsizetype at)
{
    const Nudge asked = m_nudges[at];
    const cluster::Kind *kind = m_actions->session()->kind(asked.kind);
    client::then(m_actions->session()->client().get(kind->gvr, {asked.ns.toUtf8(), asked.name.toUtf8()}, "scale"), this,
                 [this, asked](const api::Result<api::Object> &scale) {
                     for (Nudge &nudge : m_nudges) {
                         if (nudge.kind != asked.kind || nudge.ns != asked.ns || nudge.name != asked.name)
                             continue;
                         if (!scale) {
                             nudge.by = 0;
                             continue; // it has no scale; the verb is not offered for such kinds
                         }
                         nudge.base = int(scale->spec()["replicas"].integer());
                         tell(nudge);
                         m_rest.start();
                     }
                 });
}

void Nudges::tell(const Nudge &nudge)
{
    if (nudge.base >= 0)
        Q_EMIT m_actions->nudged(nudge.kind, nudge.ns, nudge.name, std::max(0, nudge.base + nudge.by));
}

void Nudges::send()
{
    QList<Nudge> kept;
    for (Nudge nudge : std::exchange(m_nudges, {})) {
        const int wanted = std::max(0, nudge.base + nudge.by);
        if (nudge.base >= 0 && wanted != nudge.base)
            m_actions->act(QStringLiteral("scale"), nudge.kind, nudge.ns, nudge.name, {{QStringLiteral("replicas"), wanted}});
        const bool waits = nudge.base < 0 && nudge.by != 0;
        if (!waits)
            nudge.by = 0;
        if (nudge.base >= 0)
            nudge.base = wanted;
        // What the window does not watch is asked for again next time.
        if (waits || nudge.generation > 0)
            kept.append(nudge);
    }
    m_nudges = kept;
}

} // namespace orrery::actions
