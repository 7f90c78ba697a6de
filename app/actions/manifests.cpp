// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/manifests.h"

#include "controlplane/api/yaml.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace orrery::actions {

using api::Object;
using api::Value;

namespace {

/// "spec.containers[0].image" -> spec, containers, 0, image; "data[a.b]" -> data, a.b.
QList<QByteArray> segmentsOf(QByteArrayView field)
{
    QList<QByteArray> segments;
    QByteArray name;
    const auto flush = [&] {
        if (!name.isEmpty())
            segments += std::exchange(name, {});
    };
    for (qsizetype i = 0; i < field.size(); ++i) {
        if (field[i] == '.') {
            flush();
        } else if (field[i] == '[') {
            flush();
            const qsizetype end = field.indexOf(']', i);
            if (end < 0)
                break;
            segments += field.sliced(i + 1, end - i - 1).toByteArray();
            i = end;
        } else {
            name += field[i];
        }
    }
    flush();
    return segments;
}

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

QFuture<api::Result<api::Response>> send(const client::Client &client, const char *method, const Target &target,
                                         const char *contentType, const Object &object, bool dryRun)
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
    return client.send(std::move(request));
}

} // namespace

api::Result<QList<Manifest>> readManifests(const QByteArray &yaml)
{
    ORRERY_TRY(documents, api::parseYaml(yaml));
    QList<Manifest> manifests;
    const auto take = [&](const Value &value, int line) -> api::Result<> {
        for (const char *member : {"apiVersion", "kind"}) {
            if (value[member].text().isEmpty())
                return api::error(api::Reason::BadRequest,
                                  QCoreApplication::translate("orrery::actions", "line %1: %2 is missing")
                                      .arg(line)
                                      .arg(QLatin1String(member))
                                      .toUtf8());
        }
        if (value["metadata"]["name"].text().isEmpty())
            return api::error(api::Reason::BadRequest,
                              QCoreApplication::translate("orrery::actions", "line %1: metadata.name is missing")
                                  .arg(line)
                                  .toUtf8());
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
    const QList<QByteArray> wanted = segmentsOf(field);
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
        for (const QList<QByteArray> &path : begun) {
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
    for (const api::StatusCause &cause : error.causes) {
        if (cause.field.isEmpty())
            continue;
        problems += QVariantMap{{QStringLiteral("line"), lineOfField(yaml, firstLine, cause.field)},
                                {QStringLiteral("message"), QString::fromUtf8(cause.field + ": " + cause.message)}};
    }
    if (!problems.isEmpty())
        return problems;
    // `unknown field "spec.foo"` and `.spec.foo: field not declared in schema` name their fields in the text.
    static const QRegularExpression named(
        QStringLiteral("unknown field \"(?<field>[^\"]+)\"|\\.(?<field2>\\S+): field not declared in schema"));
    for (auto found = named.globalMatch(QString::fromUtf8(error.message)); found.hasNext();) {
        const auto match = found.next();
        const QString field = match.captured(u"field") + match.captured(u"field2");
        problems += QVariantMap{{QStringLiteral("line"), lineOfField(yaml, firstLine, field.toUtf8())},
                                {QStringLiteral("message"),
                                 QCoreApplication::translate("orrery::actions", "there is no field %1").arg(field)}};
    }
    if (problems.isEmpty())
        problems += QVariantMap{{QStringLiteral("line"), firstLine},
                                {QStringLiteral("message"), QString::fromUtf8(error.message)}};
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

QFuture<api::Result<api::Response>> applyManifest(const client::Client &client, const Target &target,
                                                  const Object &object, bool dryRun)
{
    return send(client, "PATCH", target, "application/apply-patch+yaml", object.withoutMetadata("managedFields"), dryRun);
}

QFuture<api::Result<api::Response>> replaceObject(const client::Client &client, const Target &target,
                                                  const Object &object, bool dryRun)
{
    return send(client, "PUT", target, "application/json", object, dryRun);
}

} // namespace orrery::actions
