// SPDX-License-Identifier: GPL-3.0-only
#include "app/story/beat.h"

#include <QCoreApplication>

namespace orrery::story {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("orrery::story", text);
}

QString caller(const QString &place)
{
    if (place == u"scheduler")
        return tr("The scheduler");
    if (place == u"controllers")
        return tr("A controller");
    if (place.startsWith(u"node/"))
        return tr("The kubelet of %1").arg(place.mid(5));
    return tr("You");
}

/// "You create deployments web", "A controller creates pods web-1": each a sentence of its own, for languages that bend
/// otherwise.
QString deed(const QString &verb, const QString &subresource, const QString &what, const QString &place)
{
    const bool you = place == u"you";
    const QString who = caller(place);
    if (verb == u"create")
        return you ? tr("You create %1").arg(what) : tr("%1 creates %2").arg(who, what);
    if (verb == u"delete" || verb == u"deletecollection")
        return you ? tr("You delete %1").arg(what) : tr("%1 deletes %2").arg(who, what);
    if (subresource == u"status")
        return you ? tr("You note the state of %1").arg(what) : tr("%1 notes the state of %2").arg(who, what);
    return you ? tr("You change %1").arg(what) : tr("%1 changes %2").arg(who, what);
}

/// A conversation with a pod, which changes nothing. Empty if the subresource is none.
QString conversation(const QString &subresource, const QString &what, const QString &place)
{
    const bool you = place == u"you";
    const QString who = caller(place);
    if (subresource == u"log")
        return you ? tr("You read the log of %1").arg(what) : tr("%1 reads the log of %2").arg(who, what);
    if (subresource == u"exec")
        return you ? tr("You run a command in %1").arg(what) : tr("%1 runs a command in %2").arg(who, what);
    if (subresource == u"attach")
        return you ? tr("You attach to %1").arg(what) : tr("%1 attaches to %2").arg(who, what);
    if (subresource == u"portforward")
        return you ? tr("You forward a port to %1").arg(what) : tr("%1 forwards a port to %2").arg(who, what);
    return {};
}

QString resourceName(const QString &resource)
{
    return resource.section(u'.', 0, 0);
}

struct Words
{
    QString sentence, detail;
};

Words wordsOf(const QString &verb, const QString &resource, const QString &subresource, const QString &name,
              const QString &place, const QString &node, int code)
{
    if (code >= 400)
        return {tr("The API server refused %1 %2").arg(resource, name),
                tr("%1 asked to %2 it; the answer was %3").arg(caller(place), verb).arg(code)};
    if (resource == u"pods" && subresource == u"binding")
        return {tr("%1 goes to %2").arg(name, node.isEmpty() ? tr("a node") : node),
                tr("The scheduler filtered and scored the nodes, and bound the pod")};
    if (resource == u"pods" && subresource == u"status" && place.startsWith(u"node/"))
        return {tr("%1 reports %2").arg(place.mid(5), name),
                tr("The kubelet starts the containers and writes down what it sees")};
    const QString what = resource + u' ' + name;
    if (const QString talk = conversation(subresource, what, place); !talk.isEmpty())
        return {talk, tr("The API server asks the kubelet of the pod's node, and passes on what both say")};
    const char *why = verb == u"create"
        ? QT_TRANSLATE_NOOP("orrery::story", "The API server checks the object and stores it")
        : verb == u"delete" || verb == u"deletecollection"
        ? QT_TRANSLATE_NOOP("orrery::story", "Whoever owns a part of it takes note and cleans up")
        : subresource == u"status" ? QT_TRANSLATE_NOOP("orrery::story", "Status is what is; spec is what should be")
                                   : QT_TRANSLATE_NOOP("orrery::story", "Everyone who watches it hears of the change");
    return {deed(verb, subresource, what, place), tr(why)};
}

Stage stageOf(const QString &resource, const QString &subresource, const QString &place)
{
    if (place.startsWith(u"node/"))
        return Stage::Kubelet;
    if (resource == u"pods" && subresource == u"binding")
        return Stage::Scheduled;
    return place == u"you" ? Stage::Request : Stage::Stored;
}

} // namespace

QString placeOf(const QString &user)
{
    static const QString node = QStringLiteral("system:node:");
    if (user.startsWith(node))
        return QStringLiteral("node/") + user.mid(node.size());
    if (user == u"system:kube-scheduler")
        return QStringLiteral("scheduler");
    if (user == u"system:kube-controller-manager" || user == u"system:apiserver" || user == u"system:orrery:machines")
        return QStringLiteral("controllers");
    return QStringLiteral("you");
}

QList<Beat> beatsOf(const api::Object &step, const std::function<QString(const api::Key &pod)> &nodeOf)
{
    const api::Value &spec = step.spec();
    const QString verb = spec["verb"].string(), resource = resourceName(spec["resource"].string()),
                  subresource = spec["subresource"].string();
    const QString name = spec["name"].string(), place = placeOf(spec["user"].string());
    const int code = int(spec["code"].integer());
    const QString node = resource == u"pods" ? nodeOf({spec["namespace"].bytes(), spec["name"].bytes()}) : QString();
    const Words words = wordsOf(verb, resource, subresource, name, place, node, code);

    Beat request;
    request.from = place;
    request.to = QStringLiteral("apiserver");
    request.caption
        = spec["method"].string() + u' ' + (subresource.isEmpty() ? resource : resource + u'/' + subresource);
    request.traceId = spec["traceId"].string();
    request.stage = stageOf(resource, subresource, place);
    request.sentence = words.sentence;
    request.detail = words.detail;
    QList<Beat> beats{request};
    if (code >= 400 || spec["revision"].integer() == 0)
        return beats;

    Beat stored = request;
    stored.from = QStringLiteral("apiserver");
    stored.to = QStringLiteral("store");
    stored.caption.clear();
    stored.stage = std::max(request.stage, Stage::Stored);
    beats += stored;
    if (resource == u"pods" && subresource == u"binding" && !node.isEmpty()) {
        Beat run = stored;
        run.to = QStringLiteral("node/") + node;
        run.caption = QStringLiteral("run ") + name;
        run.detail = tr("The kubelet reads its assignment and starts the containers");
        beats += run;
    }
    return beats;
}

} // namespace orrery::story
