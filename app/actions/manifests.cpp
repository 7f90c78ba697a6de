// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/manifests.h"

#include "app/actions/fieldpath.h"
#include "controlplane/api/yaml.h"
#include "controlplane/client/decode.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace orrery::actions {

using api::Object;
using api::Value;

namespace {

/// Reads block style line by line, and knows at each line where in the document it is.
class Walker final
{
public:
    /// The segments that the line begins, outermost first: none, an item, an item and a member of it...
    QList<QList<QByteArray>> read(const QByteArray &line)
    {
        QList<QList<QByteArray>> begun;
        qsizetype at = 0;
        while (at < line.size() && line[at] == ' ')
            ++at;
        while (at < line.size() && line[at] == '-' && (at + 1 == line.size() || line[at + 1] == ' ')) {
            leave(at, false);
            if (m_levels.isEmpty() || !m_levels.last().isList || m_levels.last().column != at)
                m_levels += {at, true, -1, {}};
            ++m_levels.last().index;
            begun += path();
            for (++at; at < line.size() && line[at] == ' ';)
                ++at;
        }
        const QByteArray name = memberOf(line.mid(at));
        if (name.isEmpty())
            return begun;
        leave(at, true);
        if (m_levels.isEmpty() || m_levels.last().column != at)
            m_levels += {at, false, 0, {}};
        m_levels.last().name = name;
        return begun << path();
    }

private:
    struct Level
    {
        qsizetype column;
        bool isList;
        int index;
        QByteArray name;
    };
    /// Ends what stands further right; a member also ends a list in its own column, which was its sibling's.
    void leave(qsizetype column, bool member)
    {
        while (!m_levels.isEmpty()
               && (m_levels.last().column > column || (member && m_levels.last().isList && m_levels.last().column == column)))
            m_levels.removeLast();
    }
    static QByteArray memberOf(const QByteArray &content)
    {
        const char quote = content.startsWith('"') || content.startsWith('\'') ? content[0] : '\0';
        const qsizetype end = quote ? content.indexOf(quote, 1) + 1 : content.indexOf(':');
        if (end <= 0 || content.mid(end, 1) != ":")
            return {};
        return quote ? content.mid(1, end - 2) : content.left(end).trimmed();
    }
    QList<QByteArray> path() const
    {
        QList<QByteArray> path;
        for (const Level &level : m_levels)
            path += level.isList ? QByteArray::number(level.index) : level.name;
        return path;
    }
    QList<Level> m_levels;
};

api::Request requestOf(const char *method, const Target &target, const char *contentType, const Object &object, bool dryRun)
{
    api::Request request;
    request.method = method;
    request.path = target.gvr.path(target.key);
    request.query.add("fieldManager", "orrery");
    request.query.add("fieldValidation", "Strict");
    if (dryRun)
        request.query.add("dryRun", "All");
    if (request.method == "PATCH")
        request.query.add("force", "true");
    request.headers.add("content-type", contentType);
    request.headers.add("accept", "application/json");
    request.body = object.json();
    return request;
}

} // namespace

api::Result<QList<Manifest>> readManifests(const QByteArray &yaml, int *refusedLine)
{
    auto parsed = api::parseYaml(yaml);
    if (!parsed) {
        static const QRegularExpression named(QStringLiteral("^yaml: line (\\d+): "));
        api::Error refused = std::move(parsed).error();
        if (const auto match = named.match(QString::fromUtf8(refused.message)); refusedLine && match.hasMatch()) {
            *refusedLine = match.captured(1).toInt();
            refused.message = "yaml: " + refused.message.mid(match.capturedEnd());
        }
        return refused;
    }
    const QList<api::YamlDocument> documents = std::move(parsed).value();
    QList<Manifest> manifests;
    const auto take = [&](const Value &value, int line) -> api::Result<> {
        if (refusedLine)
            *refusedLine = line;
        for (const char *member : {"apiVersion", "kind"}) {
            if (value[member].text().isEmpty())
                return api::error(api::Reason::BadRequest,
                                  QCoreApplication::translate("orrery::actions", "%1 is missing").arg(QLatin1String(member)).toUtf8());
        }
        if (value["metadata"]["name"].text().isEmpty()) {
            api::Error missing = api::error(api::Reason::BadRequest,
                                            QCoreApplication::translate("orrery::actions", "%1 is missing").arg(QLatin1String("metadata.name")).toUtf8());
            missing.causes = {{"FieldValueRequired", QCoreApplication::translate("orrery::actions", "a name is needed").toUtf8(), "metadata.name"}};
            return missing;
        }
        manifests += {Object(value), line};
        return {};
    };
    for (const api::YamlDocument &document : documents) {
        if (document.value["kind"].text() != "List") {
            ORRERY_CHECK(take(document.value, document.line));
            continue;
        }
        for (const Value &item : document.value["items"].items())
            ORRERY_CHECK(take(item, document.line));
    }
    return manifests;
}

int lineOfField(const QByteArray &yaml, int firstLine, QByteArrayView field)
{
    // Go's messages on types leave the numbers of items out.
    const auto isNumber = [](const QByteArray &segment) { return !segment.isEmpty() && std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; }); };
    const FieldPath wanted = parsePath(field);
    const bool numbered = std::any_of(wanted.cbegin(), wanted.cend(), isNumber);
    const QList<QByteArray> lines = yaml.split('\n');
    Walker walker;
    int best = std::max(1, firstLine);
    qsizetype depth = 0;
    for (qsizetype i = firstLine - 1; i < lines.size() && depth < wanted.size(); ++i) {
        if (lines[i].startsWith("---") && i >= firstLine)
            break;
        if (lines[i].trimmed().isEmpty() || lines[i].trimmed().startsWith('#'))
            continue;
        const auto begun = walker.read(lines[i]);
        for (FieldPath path : begun) {
            if (!numbered)
                path.removeIf(isNumber);
            if (path.size() > depth && path.size() <= wanted.size() && wanted.first(path.size()) == path) {
                depth = path.size();
                best = int(i) + 1;
            }
        }
    }
    return best;
}

QVariantList problemsOf(const QByteArray &yaml, int firstLine, const api::Error &error)
{
    QVariantList problems;
    const auto add = [&](const QByteArray &field, const QString &what, const QString &message) {
        problems += QVariantMap{{QStringLiteral("line"), field.isEmpty() ? firstLine : lineOfField(yaml, firstLine, field)},
                                {QStringLiteral("field"), QString::fromUtf8(field)},
                                {QStringLiteral("what"), what},
                                {QStringLiteral("message"), message}};
    };
    for (const api::StatusCause &cause : error.causes) {
        // Rules for names end with examples and a regular expression, which is more than there is room for.
        const qsizetype end = cause.message.indexOf(" (e.g. ");
        const QByteArray what = end < 0 ? cause.message : cause.message.left(end);
        if (!cause.field.isEmpty())
            add(cause.field, QString::fromUtf8(what), QString::fromUtf8(cause.field + ": " + what));
    }
    if (!problems.isEmpty())
        return problems;
    // `unknown field "spec.foo"`, `.spec.foo: field not declared in schema` and `into Go struct field DeploymentSpec.spec.replicas of type` name
    // their fields in the text.
    static const QRegularExpression named(QStringLiteral(
        "unknown field \"(?<field>[^\"]+)\"|\\.(?<field2>\\S+): field not declared in schema|into Go struct field [^. ]+\\.(?<mistyped>\\S+) of type (?<type>\\S+)"));
    const QString message = QString::fromUtf8(error.message);
    for (auto found = named.globalMatch(message); found.hasNext();) {
        const auto match = found.next();
        if (const QString field = match.captured(u"mistyped"); !field.isEmpty()) {
            add(field.toUtf8(), QCoreApplication::translate("orrery::actions", "not of the type %1").arg(match.captured(u"type")), message);
            continue;
        }
        const QString field = match.captured(u"field") + match.captured(u"field2");
        const QString what = QCoreApplication::translate("orrery::actions", "there is no field %1").arg(field);
        add(field.toUtf8(), what, what);
    }
    // `spec.containers[0].resources.requests.cpu: quantities must match...`
    static const QRegularExpression malformed(QStringLiteral("\\b(?<field>(?:metadata|spec|data|stringData)[.\\[][^\\s:]*): (?<what>.+)"));
    if (const auto match = malformed.match(message); problems.isEmpty() && match.hasMatch())
        add(match.captured(u"field").toUtf8(), match.captured(u"what"), message);
    if (problems.isEmpty())
        add({}, message, message);
    return problems;
}

api::Result<Target> targetOf(const cluster::Session &session, const Object &object, const QByteArray &ns)
{
    const QByteArray apiVersion = object.apiVersion();
    const qsizetype slash = apiVersion.indexOf('/');
    const QByteArray group = slash < 0 ? QByteArray() : apiVersion.left(slash);
    for (const cluster::Kind &kind : session.kinds()) {
        if (kind.kind != object.kind() || kind.gvr.group != group)
            continue;
        Target target{{group, apiVersion.mid(slash + 1), kind.gvr.resource}, {{}, object.name()}};
        if (kind.namespaced)
            target.key.ns = object.ns().isEmpty() ? ns : object.ns();
        return target;
    }
    return api::error(api::Reason::NotFound,
                      QCoreApplication::translate("orrery::actions", "this cluster has no kind %1 in %2")
                          .arg(QString::fromUtf8(object.kind()), QString::fromUtf8(apiVersion))
                          .toUtf8());
}

api::Request applyRequest(const Target &target, const Object &object, bool dryRun)
{
    return requestOf("PATCH", target, "application/apply-patch+yaml", object.withoutMetadata("managedFields"), dryRun);
}

QFuture<api::Result<api::Response>> applyManifest(const client::Client &client, const Target &target,
                                                  const Object &object, bool dryRun)
{
    return client.send(applyRequest(target, object, dryRun));
}

QFuture<api::Result<api::Response>> applyAndTell(const client::Client &client, const Target &target, const Object &object)
{
    // An apply that changes nothing leaves the resourceVersion alone; so one has to know it before.
    const api::Cause cause = api::Cause::current();
    return client.get(target.gvr, target.key)
        .then([client, target, object, cause](const api::Result<Object> &before) {
            const api::CauseScope scope(cause);
            return applyManifest(client, target, object, false).then([before](api::Result<api::Response> answer) {
                const auto after = answer ? client::objectOf(*answer) : api::Result<Object>(Object());
                if (answer && answer->status == 200 && before && after && before->resourceVersion() == after->resourceVersion())
                    answer->status = 304;
                return answer;
            });
        })
        .unwrap();
}

QFuture<api::Result<api::Response>> replaceObject(const client::Client &client, const Target &target,
                                                  const Object &object, bool dryRun)
{
    return client.send(requestOf("PUT", target, "application/json", object, dryRun));
}

} // namespace orrery::actions
