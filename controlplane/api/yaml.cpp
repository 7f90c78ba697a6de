// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/yaml.h"

#include "controlplane/api/objecteditor.h"

#include <yaml.h>

#include <cmath>

namespace orrery::api {

namespace {

/// A parsed node with what aliases to it cost.
struct Node
{
    Value value;
    qint64 weight = 8; ///< about its bytes in JSON
    int height = 0; ///< levels below it
};

class Event
{
public:
    Event() = default;
    ~Event() { yaml_event_delete(&m_event); }
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;
    yaml_event_t *get() { return &m_event; }
    const yaml_event_t *operator->() const { return &m_event; }

private:
    yaml_event_t m_event{};
};

QByteArrayView view(const yaml_char_t *text)
{
    return text ? QByteArrayView(reinterpret_cast<const char *>(text)) : QByteArrayView();
}

class Composer
{
public:
    Composer(QByteArrayView text, YamlLimits limits, QList<QByteArray> *duplicates)
        : m_limits(limits)
        , m_duplicates(duplicates)
    {
        m_ready = yaml_parser_initialize(&m_parser);
        if (!m_ready)
            return;
        yaml_parser_set_encoding(&m_parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(
            &m_parser, reinterpret_cast<const unsigned char *>(text.isNull() ? "" : text.data()), size_t(text.size()));
    }
    ~Composer()
    {
        if (m_ready)
            yaml_parser_delete(&m_parser);
    }
    Composer(const Composer &) = delete;
    Composer &operator=(const Composer &) = delete;

    Result<QList<YamlDocument>> documents()
    {
        if (!m_ready)
            return error(Reason::InternalError, "yaml: out of memory");
        QList<YamlDocument> result;
        for (;;) {
            Event event;
            ORRERY_CHECK(next(event));
            if (event->type == YAML_STREAM_END_EVENT)
                return result;
            if (event->type != YAML_DOCUMENT_START_EVENT)
                continue;
            Event root;
            ORRERY_CHECK(next(root));
            const int line = int(root->start_mark.line) + 1;
            m_anchors.clear();
            ORRERY_TRY(node, compose(root, 0));
            if (node.value.isNull())
                continue;
            if (result.size() >= m_limits.documents)
                return api::error(Reason::RequestEntityTooLarge,
                                  "yaml: more than " + QByteArray::number(m_limits.documents) + " documents");
            result.append({node.value, line});
        }
    }

private:
    Error fail(size_t line, const QByteArray &message) const
    {
        return error(Reason::BadRequest, "yaml: line " + QByteArray::number(qulonglong(line + 1)) + ": " + message);
    }

    Result<> next(Event &event)
    {
        if (yaml_parser_parse(&m_parser, event.get()))
            return {};
        if (m_parser.error == YAML_MEMORY_ERROR)
            return error(Reason::InternalError, "yaml: out of memory");
        const size_t line = m_parser.error == YAML_READER_ERROR ? m_parser.mark.line : m_parser.problem_mark.line;
        return fail(line, m_parser.problem ? m_parser.problem : "malformed");
    }

    void remember(const yaml_char_t *anchor, const Node &node)
    {
        if (anchor)
            m_anchors.insert(view(anchor).toByteArray(), node);
    }

    Result<Node> compose(const Event &event, int depth)
    {
        if (depth > m_limits.depth)
            return fail(event->start_mark.line, "nested deeper than " + QByteArray::number(m_limits.depth));
        switch (event->type) {
        case YAML_SCALAR_EVENT: {
            ORRERY_TRY(value, scalar(event));
            Node node{value, 8 + value.text().size(), 0};
            remember(event->data.scalar.anchor, node);
            return node;
        }
        case YAML_ALIAS_EVENT:
            return alias(event, depth);
        case YAML_SEQUENCE_START_EVENT: {
            ORRERY_TRY(node, sequence(event, depth));
            remember(event->data.sequence_start.anchor, node);
            return node;
        }
        case YAML_MAPPING_START_EVENT: {
            ORRERY_TRY(node, mapping(event, depth));
            remember(event->data.mapping_start.anchor, node);
            return node;
        }
        default:
            return fail(event->start_mark.line, "unexpected end");
        }
    }

    Result<Node> alias(const Event &event, int depth)
    {
        const auto known = m_anchors.constFind(view(event->data.alias.anchor).toByteArray());
        if (known == m_anchors.constEnd())
            return fail(event->start_mark.line,
                        "unknown anchor '" + view(event->data.alias.anchor).toByteArray() + "' referenced");
        if (depth + known->height > m_limits.depth)
            return fail(event->start_mark.line, "nested deeper than " + QByteArray::number(m_limits.depth));
        m_repeated += known->weight;
        if (m_repeated > m_limits.bytes)
            return fail(event->start_mark.line, "document contains excessive aliasing");
        return *known;
    }

    Result<Node> sequence(const Event &, int depth)
    {
        std::vector<Value> items;
        Node node;
        for (;;) {
            Event event;
            ORRERY_CHECK(next(event));
            if (event->type == YAML_SEQUENCE_END_EVENT)
                break;
            m_path.append('[' + QByteArray::number(qulonglong(items.size())) + ']');
            ORRERY_TRY(item, compose(event, depth + 1));
            m_path.removeLast();
            node.weight += item.weight;
            node.height = std::max(node.height, item.height + 1);
            items.push_back(std::move(item.value));
        }
        node.value = Value::array(std::move(items));
        return node;
    }

    Result<Node> mapping(const Event &, int depth)
    {
        ObjectEditor editor{Value()};
        std::vector<Value> merges; // the values of "<<"
        Node node;
        for (;;) {
            Event keyEvent;
            ORRERY_CHECK(next(keyEvent));
            if (keyEvent->type == YAML_MAPPING_END_EVENT)
                break;
            const bool isMerge = keyEvent->type == YAML_SCALAR_EVENT
                && keyEvent->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && view(keyEvent->data.scalar.value) == "<<";
            ORRERY_TRY(keyNode, compose(keyEvent, depth + 1));
            ORRERY_TRY(key, keyText(keyNode.value, keyEvent->start_mark.line));
            Event event;
            ORRERY_CHECK(next(event));
            m_path.append(key);
            ORRERY_TRY(member, compose(event, depth + 1));
            node.weight += member.weight + key.size();
            node.height = std::max(node.height, member.height + 1);
            if (isMerge) {
                if (!member.value.isObject() && !member.value.isArray())
                    return fail(event->start_mark.line, "map merge requires map or sequence of maps as the value");
                merges.push_back(std::move(member.value));
            } else {
                if (editor.find(key) && m_duplicates && m_duplicates->size() < 100)
                    m_duplicates->append(pathText());
                editor.set(key, std::move(member.value));
            }
            m_path.removeLast();
        }
        for (const Value &merge : merges) {
            if (merge.isObject())
                mergeIn(editor, merge);
            for (const Value &item : merge.items())
                mergeIn(editor, item);
        }
        node.value = editor.finish();
        if (!node.value.isObject())
            node.value = Value::object(std::vector<Member>());
        return node;
    }

    /// Members that the mapping has itself, or an earlier merge gave, stay.
    static void mergeIn(ObjectEditor &editor, const Value &merged)
    {
        for (const Member &member : merged.members()) {
            if (!editor.find(member.key()))
                editor.set(member.key(), member.value);
        }
    }

    Result<QByteArray> keyText(const Value &key, size_t line) const
    {
        if (key.isString())
            return key.bytes();
        if (key.isBool() || key.isNumber())
            return toJson(key);
        return fail(line, "invalid map key: a text, number or boolean is needed");
    }

    QByteArray pathText() const
    {
        QByteArray path;
        for (const QByteArray &segment : m_path) {
            if (!path.isEmpty() && !segment.startsWith('['))
                path += '.';
            path += segment;
        }
        return path;
    }

    Result<Value> scalar(const Event &event)
    {
        const auto &data = event->data.scalar;
        const QByteArrayView text(reinterpret_cast<const char *>(data.value), qsizetype(data.length));
        const QByteArrayView tag = view(data.tag);
        const size_t line = event->start_mark.line;
        constexpr QByteArrayView standard = "tag:yaml.org,2002:";
        if (tag.isEmpty() || (tag == "!" && data.style != YAML_PLAIN_SCALAR_STYLE)) {
            if (data.style != YAML_PLAIN_SCALAR_STYLE)
                return Value(text);
            const Value value = resolveYamlScalar(text);
            if (value.isNumber() && !std::isfinite(value.number()))
                return fail(line, "JSON has no number for " + text.toByteArray());
            return value;
        }
        const QByteArrayView name = tag.startsWith(standard) ? tag.sliced(standard.size()) : tag;
        if (name == "binary") {
            const auto decoded = QByteArray::fromBase64Encoding(text.toByteArray().simplified().replace(' ', ""),
                                                                QByteArray::AbortOnBase64DecodingErrors);
            if (!decoded || !QByteArrayView(decoded.decoded).isValidUtf8())
                return fail(line, "!!binary value contains invalid base64 data");
            return Value(decoded.decoded);
        }
        const Value value = resolveYamlScalar(text);
        const bool fits = (name == "int" && value.isInteger()) || (name == "bool" && value.isBool())
            || (name == "null" && value.isNull())
            || (name == "float" && value.isNumber() && std::isfinite(value.number()));
        if (fits)
            return value;
        if (name == "int" || name == "bool" || name == "null" || name == "float")
            return fail(line,
                        "cannot decode '" + text.first(std::min<qsizetype>(text.size(), 64)).toByteArray() + "' as a !!"
                            + name.toByteArray());
        return Value(text); // !!str, !!timestamp and tags of others
    }

    yaml_parser_t m_parser{};
    bool m_ready = false;
    YamlLimits m_limits;
    QList<QByteArray> *m_duplicates;
    QHash<QByteArray, Node> m_anchors;
    qint64 m_repeated = 0;
    QList<QByteArray> m_path;
};

} // namespace

Result<QList<YamlDocument>> parseYaml(QByteArrayView text, YamlLimits limits, QList<QByteArray> *duplicates)
{
    if (text.size() > limits.bytes)
        return error(Reason::RequestEntityTooLarge,
                     "the YAML text is larger than " + QByteArray::number(limits.bytes) + " bytes");
    const QByteArrayView trimmed = text.trimmed();
    if (trimmed.startsWith('{')) { // libyaml cannot read every JSON text, e.g. very long names
        QList<QByteArray> repeated;
        auto json = parseJson(trimmed, {limits.depth, limits.bytes}, &repeated);
        if (json) {
            if (duplicates)
                duplicates->append(repeated);
            const auto before = text.first(trimmed.data() - text.data());
            return QList<YamlDocument>{{*json, 1 + int(std::count(before.begin(), before.end(), '\n'))}};
        }
    }
    return Composer(text, limits, duplicates).documents();
}

} // namespace orrery::api
