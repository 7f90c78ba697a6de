// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/manifesteditor.h"

#include "controlplane/api/yaml.h"
#include "controlplane/client/decode.h"
#include "controlplane/client/then.h"

#include <QFile>

namespace orrery::actions {

using api::Object;
using api::Result;

ManifestEditor::ManifestEditor(QObject *parent)
    : QObject(parent)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(400);
    connect(&m_rest, &QTimer::timeout, this, &ManifestEditor::check);
}

void ManifestEditor::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    m_dirty = true;
    m_checked = false;
    m_results.clear();
    m_failed.clear();
    ++m_generation;
    if (!m_busy)
        m_rest.start();
    Q_EMIT textChanged();
    Q_EMIT stateChanged();
}

void ManifestEditor::reset()
{
    ++m_generation;
    m_rest.stop();
    m_original = {};
    m_text.clear();
    m_notice.clear();
    m_problems.clear();
    m_results.clear();
    m_queue.clear();
    m_failed.clear();
    m_dirty = m_busy = m_checked = false;
    Q_EMIT textChanged();
    Q_EMIT stateChanged();
}

void ManifestEditor::edit(const QString &kind, const QString &ns, const QString &name)
{
    reset();
    const cluster::Kind *which = m_session ? m_session->kind(kind) : nullptr;
    if (!which)
        return;
    m_target = {which->gvr, {which->namespaced ? ns.toUtf8() : QByteArray(), name.toUtf8()}};
    setBusy(true);
    client::then(m_session->client().get(m_target.gvr, m_target.key), this,
                 [this, generation = m_generation](const Result<Object> &object) {
                     if (generation != m_generation)
                         return;
                     if (object) {
                         m_original = *object;
                         show(*object);
                     } else {
                         m_notice = QString::fromUtf8(object.error().message);
                     }
                     setBusy(false);
                 });
}

QString ManifestEditor::textOf(const QUrl &url)
{
    QFile file(url.toLocalFile());
    const bool open = file.open(QIODevice::ReadOnly);
    const QByteArray text = open ? file.read(api::YamlLimits().bytes + 1) : QByteArray();
    if (open && text.size() <= api::YamlLimits().bytes)
        return QString::fromUtf8(text);
    m_notice = open ? tr("%1 is larger than 3 MiB.").arg(url.fileName())
                    : tr("%1 cannot be read: %2").arg(url.fileName(), file.errorString());
    Q_EMIT stateChanged();
    return {};
}

void ManifestEditor::show(const Object &object)
{
    m_text = QString::fromUtf8(api::toYaml(object.withoutMetadata("managedFields").document()));
    m_dirty = false;
    m_problems.clear();
    ++m_generation;
    Q_EMIT textChanged();
    Q_EMIT stateChanged();
}

void ManifestEditor::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT stateChanged();
}

/// The text as it would be sent, without sending it for good.
void ManifestEditor::check()
{
    m_problems.clear();
    m_checked = false;
    m_existing = 0;
    int line = 1;
    const auto manifests = readManifests(m_text.toUtf8(), &line);
    if (!manifests) {
        if (!m_text.trimmed().isEmpty())
            m_problems = problemsOf(m_text.toUtf8(), line, manifests.error());
    } else if (m_session && !m_session->isOffline()) {
        m_queue = *manifests;
        next(true);
        return;
    }
    Q_EMIT stateChanged();
}

void ManifestEditor::submit()
{
    if (m_busy || !m_session)
        return;
    m_results.clear();
    int line = 1;
    const auto manifests = readManifests(m_text.toUtf8(), &line);
    if (manifests && !manifests->isEmpty()) {
        send(*manifests);
        return;
    }
    m_rest.stop();
    m_problems = manifests ? QVariantList() : problemsOf(m_text.toUtf8(), line, manifests.error());
    Q_EMIT stateChanged();
}

void ManifestEditor::retry()
{
    if (m_busy || !m_session || m_failed.isEmpty())
        return;
    m_results.removeIf([](const QVariant &result) { return !result.toMap()[QStringLiteral("ok")].toBool(); });
    send(m_failed);
}

void ManifestEditor::send(const QList<Manifest> &manifests)
{
    m_rest.stop();
    m_problems.clear();
    m_queue = manifests;
    m_failed.clear();
    m_madeKinds = false;
    ++m_generation; // a dry run that is under way counts no more
    setBusy(true);
    const api::Cause cause = api::Cause::create();
    const api::CauseScope scope(cause);
    Q_EMIT began(QString::fromUtf8(cause.traceId),
                 m_queue.size() == 1 ? tr("Apply %1").arg(QString::fromUtf8(m_queue.constFirst().object.name()))
                                     : tr("Apply %n object(s)", nullptr, int(m_queue.size())));
    next(false);
}

QString ManifestEditor::commands() const
{
    const auto manifests = readManifests(m_text.toUtf8());
    if (!manifests || !m_session)
        return {};
    QByteArray text;
    for (const Manifest &manifest : *manifests) {
        if (const auto target = targetOf(*m_session, manifest.object, m_ns.toUtf8())) {
            const api::Request request = applyRequest(*target, manifest.object, false);
            text += "# " + request.method + ' ' + request.path + "\n#   ?" + request.query.encoded() + '\n';
        }
    }
    QByteArray yaml = m_text.toUtf8(), end = "EOF";
    if (!yaml.endsWith('\n'))
        yaml += '\n';
    while (yaml.contains('\n' + end + '\n'))
        end += '_';
    text += "kubectl apply --server-side --force-conflicts \\\n  --field-manager=orrery -n " + m_ns.toUtf8() + " -f - <<'" + end + "'\n" + yaml + end + '\n';
    return QString::fromUtf8(text);
}

/// One after the other, for a Namespace comes before what is in it.
void ManifestEditor::next(bool dryRun)
{
    if (m_queue.isEmpty()) {
        finish(dryRun);
        return;
    }
    const Manifest manifest = m_queue.takeFirst();
    Result<Target> target = targetOf(*m_session, manifest.object, m_ns.toUtf8());
    if (!target && m_madeKinds && !dryRun) {
        // A custom kind that this very text has defined: known in a moment.
        m_madeKinds = false;
        auto *waiting = new QTimer(this);
        waiting->setSingleShot(true);
        const auto goOn = [this, waiting, manifest, generation = m_generation, cause = api::Cause::current()] {
            waiting->disconnect();
            waiting->deleteLater();
            if (m_session)
                m_session->disconnect(waiting);
            if (!m_session || generation != m_generation)
                return;
            const api::CauseScope scope(cause);
            m_queue.prepend(manifest);
            next(false);
        };
        connect(waiting, &QTimer::timeout, this, goOn);
        connect(m_session, &cluster::Session::kindsChanged, waiting, goOn);
        waiting->start(5000);
        return;
    }
    if (isEditing() && target && (target->gvr.resource != m_target.gvr.resource || !(target->key == m_target.key)))
        target = api::error(api::Reason::BadRequest, tr("This is another object: its kind, namespace and name cannot be changed here.").toUtf8());
    if (!target) {
        answered(manifest, std::move(target).error(), dryRun);
        return;
    }
    const client::Client &client = m_session->client();
    client::then(isEditing()   ? replaceObject(client, *target, manifest.object, dryRun)
                     : dryRun ? applyManifest(client, *target, manifest.object, true)
                              : applyAndTell(client, *target, manifest.object),
                 this,
                 [this, manifest, dryRun, generation = m_generation, cause = api::Cause::current()](const Result<api::Response> &answer) {
                     if (generation != m_generation)
                         return;
                     const api::CauseScope scope(cause);
                     answered(manifest, answer, dryRun);
                 });
}

/// Whether what a dry run misses, a namespace or a kind, is made by this very text.
bool ManifestEditor::isPromised(const Object &object, const api::Error &error) const
{
    if (error.reason != api::Reason::NotFound)
        return false;
    const auto manifests = readManifests(m_text.toUtf8());
    if (!manifests)
        return false;
    return std::any_of(manifests->cbegin(), manifests->cend(), [&](const Manifest &other) {
        if (other.object.kind() == "Namespace")
            return other.object.name() == object.ns();
        return other.object.kind() == "CustomResourceDefinition"
            && other.object.spec()["names"]["kind"].text() == object.kind();
    });
}

void ManifestEditor::answered(const Manifest &manifest, const Result<api::Response> &answer, bool dryRun)
{
    if (!answer && isEditing() && answer.failedWith(api::Reason::Conflict)) {
        if (dryRun)
            finish(true); // told when it is saved
        else
            bringIn(manifest);
        return;
    }
    if (!answer && !(dryRun && isPromised(manifest.object, answer.error())))
        m_problems += problemsOf(m_text.toUtf8(), manifest.line, answer.error());
    if (dryRun) {
        m_existing += answer && answer->status == 200 ? 1 : 0;
    } else {
        if (!answer)
            m_failed += manifest;
        m_results += QVariantMap{
            {QStringLiteral("kind"), QString::fromUtf8(manifest.object.kind())},
            {QStringLiteral("name"), QString::fromUtf8(manifest.object.name())},
            {QStringLiteral("ok"), bool(answer)},
            {QStringLiteral("message"),
             !answer                   ? QString::fromUtf8(answer.error().message)
                 : answer->status == 201 ? tr("created")
                 : answer->status == 304 ? tr("unchanged")
                                         : tr("configured")}};
        m_madeKinds = m_madeKinds || (answer && manifest.object.kind() == "CustomResourceDefinition");
    }
    next(dryRun);
}

void ManifestEditor::finish(bool dryRun)
{
    if (dryRun) {
        m_checked = m_problems.isEmpty();
        Q_EMIT stateChanged();
        return;
    }
    const bool ok = m_problems.isEmpty();
    if (ok) {
        m_dirty = false;
        m_notice.clear();
    }
    setBusy(false);
    Q_EMIT done(ok);
}

/// Somebody was quicker: their object, with one's own changes on top, to be looked at again.
void ManifestEditor::bringIn(const Manifest &mine)
{
    client::then(m_session->client().get(m_target.gvr, m_target.key), this,
                 [this, mine, generation = m_generation](const Result<Object> &theirs) {
                     if (generation != m_generation)
                         return;
                     if (!theirs) {
                         m_notice = QString::fromUtf8(theirs.error().message);
                     } else {
                         const auto changes = api::mergeDiff(m_original.withoutMetadata("managedFields").document(),
                                                             mine.object.document());
                         const Object merged(api::mergePatch(theirs->document(), changes.without("status")));
                         m_original = *theirs;
                         show(merged.withMetadata("resourceVersion", QByteArray::number(theirs->resourceVersion())));
                         m_dirty = true;
                         m_notice = tr("Somebody else changed this object meanwhile. Their changes were brought in, and "
                                       "yours put on top: look, and save again.");
                     }
                     setBusy(false);
                     Q_EMIT done(false);
                 });
}

} // namespace orrery::actions
