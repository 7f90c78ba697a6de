// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/manifestform.h"

#include "app/actions/templates.h"

namespace orrery::actions {

using api::Value;

namespace {

constexpr qsizetype largest = 256 * 1024; ///< of a text that a form is shown for, in characters

QByteArray asText(const Value &value)
{
    return value.isNull() ? QByteArray() : value.isString() ? value.bytes() : api::toJson(value);
}

QList<QByteArray> bytesOf(const QStringList &list)
{
    QList<QByteArray> bytes;
    for (const QString &text : list)
        bytes += text.toUtf8();
    return bytes;
}

} // namespace

void ManifestForm::setEditor(ManifestEditor *editor)
{
    if (m_editor == editor)
        return;
    if (m_editor)
        m_editor->disconnect(this);
    m_editor = editor;
    if (editor) {
        connect(editor, &ManifestEditor::textChanged, this, &ManifestForm::read);
        connect(editor, &ManifestEditor::stateChanged, this, [this] {
            if (m_editor->isBusy())
                m_fresh.clear();
            Q_EMIT changed();
        });
        connect(editor, &ManifestEditor::sessionChanged, this, [this] { m_feeds.clear(); });
    }
    Q_EMIT editorChanged();
    read();
}

/// What was typed, if it can be read.
void ManifestForm::read()
{
    const QString text = m_editor ? m_editor->text() : QString();
    if (text == m_written && m_readable)
        return;
    m_written = text;
    auto documents = text.size() <= largest ? readDocuments(text.toUtf8()) : api::error(api::Reason::RequestEntityTooLarge, {});
    m_readable = bool(documents);
    if (m_readable) {
        m_documents = std::move(documents).value();
        m_current = std::clamp(m_current, 0, std::max(0, int(m_documents.size()) - 1));
        m_container = std::clamp(m_container, 0, std::max(0, int(containers().size()) - 1));
    }
    ++m_revision;
    Q_EMIT changed();
}

void ManifestForm::replace(const Documents &documents)
{
    if (!m_editor || m_editor->isBusy() || !m_readable)
        return;
    m_documents = withValues(m_documents, documents);
    m_current = std::clamp(m_current, 0, std::max(0, int(m_documents.size()) - 1));
    m_container = std::clamp(m_container, 0, std::max(0, int(containers().size()) - 1));
    m_written = QString::fromUtf8(textOf(m_documents));
    ++m_revision;
    m_editor->setText(m_written);
    Q_EMIT changed();
}

void ManifestForm::edit(const Value &document)
{
    Documents documents = values();
    if (m_current >= documents.size() || documents[m_current] == document)
        return;
    documents[m_current] = document;
    replace(documents);
}

Documents ManifestForm::values() const
{
    Documents values;
    for (const Document &document : m_documents)
        values += document.value;
    return values;
}

Value ManifestForm::value() const
{
    return m_documents.value(m_current).value;
}

const api::Schema::Type *ManifestForm::schemaType() const
{
    const Value document = value();
    return api::Schema::builtin().type(document["apiVersion"].text(), document["kind"].text());
}

QVariantList ManifestForm::documents() const
{
    QVariantList list;
    for (qsizetype i = 0; i < m_documents.size(); ++i) {
        const int begin = m_documents[i].line, end = i + 1 < m_documents.size() ? m_documents[i + 1].line : INT_MAX;
        const QVariantList problems = m_editor ? m_editor->problems() : QVariantList();
        const auto wrong = std::count_if(problems.cbegin(), problems.cend(), [&](const QVariant &problem) {
            const int line = problem.toMap()[QStringLiteral("line")].toInt();
            return line >= begin && line < end;
        });
        const Value &document = m_documents[i].value;
        list += QVariantMap{{QStringLiteral("kind"), document["kind"].string()},
                            {QStringLiteral("name"), document["metadata"]["name"].string()},
                            {QStringLiteral("problems"), int(wrong)}};
    }
    return list;
}

void ManifestForm::setCurrent(int current)
{
    current = std::clamp(current, 0, std::max(0, int(m_documents.size()) - 1));
    if (current == m_current)
        return;
    m_current = current;
    m_container = 0;
    ++m_revision;
    Q_EMIT changed();
}

void ManifestForm::setContainer(int container)
{
    if (container == m_container || container < 0 || container >= containers().size())
        return;
    m_container = container;
    ++m_revision;
    Q_EMIT changed();
}

QStringList ManifestForm::containers() const
{
    QStringList names;
    if (isWorkload()) {
        const Value list = valueAt(value(), parsePath((podPath() + QStringLiteral("spec.containers")).toUtf8()));
        for (const Value &container : list.items())
            names += container["name"].string();
    }
    return names;
}

QString ManifestForm::kind() const
{
    return value()["kind"].string();
}

bool ManifestForm::isWorkload() const
{
    return actions::isWorkload(value()["kind"].text());
}

QString ManifestForm::podPath() const
{
    const QByteArray path = actions::podPath(value()["kind"].text());
    return path.isEmpty() ? QString() : QString::fromUtf8(path) + u'.';
}

QString ManifestForm::containerPath() const
{
    return podPath() + QStringLiteral("spec.containers[%1].").arg(m_container);
}

QString ManifestForm::name() const
{
    return value()["metadata"]["name"].string();
}

void ManifestForm::setName(const QString &name)
{
    if (name != this->name() && m_current < m_documents.size())
        replace(renamed(values(), m_current, name.toUtf8()));
}

QString ManifestForm::ns() const
{
    const QString ns = value()["metadata"]["namespace"].string();
    return ns.isEmpty() && m_editor ? m_editor->ns() : ns;
}

void ManifestForm::setNs(const QString &ns)
{
    const QString trimmed = ns.trimmed();
    if (trimmed == this->ns() || trimmed.isEmpty())
        return;
    const Value before = value();
    const Documents next = inNamespace(values(), trimmed.toUtf8(), suggestions(QStringLiteral("Namespace")).contains(trimmed));
    // The same document stays in the form, though one came or went before it.
    for (qsizetype i = 0; i < next.size(); ++i) {
        if (next[i]["kind"] == before["kind"] && next[i]["metadata"]["name"] == before["metadata"]["name"])
            m_current = int(i);
    }
    replace(next);
}

QString ManifestForm::serviceType() const
{
    return QString::fromUtf8(serviceTypeOf(values()));
}

void ManifestForm::setServiceType(const QString &type)
{
    replace(withService(values(), type.toUtf8()));
}

int ManifestForm::port() const
{
    return isWorkload() ? portOf(value(), m_container) : 0;
}

void ManifestForm::setPort(int port)
{
    if (isWorkload() && port != this->port())
        replace(withPort(values(), m_current, m_container, port));
}

int ManifestForm::servicePort() const
{
    const Documents documents = values();
    const qsizetype service = serviceOf(documents);
    return service < 0 ? 0 : int(documents[service]["spec"]["ports"].at(0)["port"].integer());
}

void ManifestForm::setServicePort(int port)
{
    Documents documents = values();
    const qsizetype service = serviceOf(documents);
    if (service < 0 || port <= 0 || port == servicePort())
        return;
    documents[service] = withValueAt(documents[service], parsePath("spec.ports[0].port"), port);
    replace(documents);
}

QString ManifestForm::node() const
{
    return isWorkload() ? QString::fromUtf8(nodeOf(value())) : QString();
}

void ManifestForm::setNode(const QString &node)
{
    if (isWorkload() && node != this->node())
        edit(withNode(value(), node.toUtf8()));
}

void ManifestForm::start(const QString &templateId, const QString &node)
{
    if (!m_editor)
        return;
    m_editor->reset();
    m_documents.clear();
    m_readable = true;
    m_current = m_container = 0;
    m_fresh.clear();
    const QByteArray id = templateId.toUtf8();
    QByteArray kind;
    for (const Template &one : templates()) {
        if (one.id == id)
            kind = one.kind;
    }
    const QByteArray ns = m_editor->ns().toUtf8();
    replace(manifestsOf(id, freeName(nameOf(id), kind), ns, node.toUtf8()));
    m_pristine = m_written;
}

void ManifestForm::addTemplate(const QString &templateId)
{
    const QByteArray id = templateId.toUtf8();
    Documents documents = values();
    const qsizetype first = documents.size();
    documents += manifestsOf(id, freeName(nameOf(id), {}), ns().toUtf8());
    replace(documents);
    setCurrent(int(first));
}

void ManifestForm::removeDocument(int which)
{
    Documents documents = values();
    if (which < 0 || which >= documents.size() || documents.size() < 2)
        return;
    documents.remove(which);
    replace(documents);
}

void ManifestForm::turnInto(const QString &kind)
{
    if (m_written != m_pristine) {
        replace(ofKind(values(), m_current, kind.toUtf8()));
        return;
    }
    for (const Template &one : templates()) {
        if (one.kind == kind.toUtf8())
            return start(QString::fromUtf8(one.id), node());
    }
}

QString ManifestForm::text(const QString &path) const
{
    return QString::fromUtf8(asText(valueAt(value(), parsePath(path.toUtf8()))));
}

void ManifestForm::setText(const QString &path, const QString &text, bool keepEmpty)
{
    const FieldPath where = parsePath(path.toUtf8());
    if (text == this->text(path))
        return;
    const api::Schema::Type *type = schemaType();
    Value next = fromText(type ? shapeAt(*type, where) : FieldShape{api::Schema::Kind::String}, text.toUtf8());
    if (next.isNull() && keepEmpty)
        next = Value("");
    edit(withValueAt(value(), where, next));
}

QString ManifestForm::chosen(const QString &path, const QStringList &alternatives) const
{
    return QString::fromUtf8(chosenOf(valueAt(value(), parsePath(path.toUtf8())), bytesOf(alternatives)));
}

void ManifestForm::choose(const QString &path, const QStringList &alternatives, const QString &one)
{
    if (const api::Schema::Type *type = schemaType())
        edit(withChosen(*type, value(), path.toUtf8(), bytesOf(alternatives), one.toUtf8()));
}

QString ManifestForm::nameAt(const QString &path) const
{
    FieldPath where = parsePath(path.toUtf8());
    if (where.isEmpty())
        return {};
    const QByteArray place = where.takeLast();
    const Value map = valueAt(value(), where);
    const qsizetype index = place.startsWith('#') ? place.mid(1).toInt() : -1;
    return index >= 0 && index < map.size() ? QString::fromUtf8(map.members()[size_t(index)].key()) : QString();
}

void ManifestForm::setNameAt(const QString &path, const QString &name)
{
    edit(withNameAt(value(), parsePath(path.toUtf8()), name.toUtf8()));
}

void ManifestForm::add(const QString &path)
{
    const api::Schema::Type *type = schemaType();
    if (!type)
        return;
    FieldPath added = parsePath(path.toUtf8());
    if (const Value here = valueAt(value(), added); here.isArray())
        added += QByteArray::number(here.size());
    m_fresh += added;
    edit(withAdded(*type, value(), path.toUtf8()));
}

void ManifestForm::remove(const QString &path)
{
    edit(withValueAt(value(), parsePath(path.toUtf8()), {}));
}

void ManifestForm::addMount(const QString &source)
{
    if (!isWorkload())
        return;
    const FieldPath volumes = parsePath((podPath() + QStringLiteral("spec.volumes")).toUtf8());
    m_fresh += volumes + FieldPath{QByteArray::number(valueAt(value(), volumes).size())};
    edit(withMount(value(), m_container, source.toUtf8()));
}

void ManifestForm::addContainer()
{
    if (!isWorkload())
        return;
    edit(withContainer(value()));
    setContainer(int(containers().size()) - 1);
}

bool ManifestForm::isFresh(const FieldPath &field) const
{
    const Value here = valueAt(value(), field);
    const bool empty = here.isNull() || (here.isString() && here.text().isEmpty()) || here.contains("");
    return empty && std::any_of(m_fresh.cbegin(), m_fresh.cend(), [&](const FieldPath &added) { return field.size() >= added.size() && field.first(added.size()) == added; });
}

QString ManifestForm::problem(const QString &path, bool below) const
{
    if (!m_editor || m_documents.isEmpty())
        return {};
    const FieldPath where = parsePath(path.toUtf8());
    const int begin = m_documents.value(m_current).line;
    const int end = m_current + 1 < m_documents.size() ? m_documents[m_current + 1].line : INT_MAX;
    for (const QVariant &problem : m_editor->problems()) {
        const QVariantMap map = problem.toMap();
        const int line = map[QStringLiteral("line")].toInt();
        const FieldPath field = parsePath(map[QStringLiteral("field")].toString().toUtf8());
        if (field.isEmpty() || line < begin || line >= end)
            continue;
        if (isFresh(field))
            continue;
        if (field == where || (below && field.size() > where.size() && field.first(where.size()) == where))
            return map[QStringLiteral("what")].toString();
    }
    return {};
}

cluster::Feed *ManifestForm::feed(const QByteArray &kind)
{
    cluster::Session *session = m_editor ? m_editor->session() : nullptr;
    if (!session)
        return nullptr;
    std::unique_ptr<cluster::Feed> &feed = m_feeds[kind];
    if (!feed) {
        const cluster::Kind *known = session->kind(QString::fromUtf8(kind));
        if (!known)
            return nullptr;
        feed = session->open(known->gvr, {});
        connect(feed.get(), &cluster::Feed::changed, this, &ManifestForm::offer);
        connect(feed.get(), &cluster::Feed::synced, this, &ManifestForm::offer);
    }
    return feed.get();
}

void ManifestForm::offer()
{
    ++m_offers;
    Q_EMIT suggestionsChanged();
}

QStringList ManifestForm::suggestions(const QString &what)
{
    QStringList names;
    if (what == QStringLiteral("volume")) {
        const Value volumes = valueAt(value(), parsePath((podPath() + QStringLiteral("spec.volumes")).toUtf8()));
        for (const Value &volume : volumes.items())
            names += volume["name"].string();
        return names;
    }
    if (what.contains(u' '))
        return what.split(u' ');
    if (const cluster::Feed *objects = feed(what.toUtf8())) {
        const QString ns = this->ns();
        for (auto it = objects->objects().cbegin(); it != objects->objects().cend(); ++it) {
            if (it.key().ns.isEmpty() || QString::fromUtf8(it.key().ns) == ns)
                names += QString::fromUtf8(it.key().name);
        }
        names.sort();
    }
    return names;
}

/// "web", or "web-2" where there is one; what is not known yet counts as free.
QByteArray ManifestForm::freeName(const QByteArray &base, const QByteArray &kind) const
{
    const cluster::Session *session = m_editor ? m_editor->session() : nullptr;
    const cluster::Kind *known = session && !kind.isEmpty() ? session->kind(QString::fromUtf8(kind)) : nullptr;
    const cluster::Feed *objects = known ? m_editor->session()->feed(known->gvr) : nullptr;
    const QByteArray ns = m_editor ? m_editor->ns().toUtf8() : QByteArray();
    QByteArray name = base;
    for (int number = 2; objects && objects->get({known->namespaced ? ns : QByteArray(), name}); ++number)
        name = base + '-' + QByteArray::number(number);
    return name;
}

QList<FieldRow> ManifestForm::rows(const QByteArray &path, const QList<QByteArray> &except) const
{
    const api::Schema::Type *type = schemaType();
    return type ? rowsOf(*type, value(), path, except) : QList<FieldRow>();
}

} // namespace orrery::actions
