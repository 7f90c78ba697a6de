// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/patch.h"

namespace orrery::api {

namespace {

constexpr qsizetype maxOperations = 10000; // Kubernetes' limit
constexpr qsizetype maxPathSegments = 200;
constexpr int maxDepth = 400;
constexpr qint64 maxCopied = 3 * 1024 * 1024; // bytes that "copy" may add, all together
constexpr qint64 maxWork = 50 * 1000 * 1000; // members moved while editing: bounds the time

Error invalid(const QByteArray &message)
{
    return error(Reason::Invalid, message);
}

Result<QList<QByteArray>> parsePointer(const Value &pointer, const char *member)
{
    if (!pointer.isString())
        return error(Reason::BadRequest, QByteArray("a JSON patch operation without a text \"") + member + '"');
    const QByteArrayView text = pointer.text();
    QList<QByteArray> segments;
    if (text.isEmpty())
        return segments;
    if (text[0] != '/')
        return error(Reason::BadRequest, "the JSON pointer \"" + text.toByteArray() + "\" does not begin with \"/\"");
    for (QByteArrayView rest = text.sliced(1);;) {
        const qsizetype slash = rest.indexOf('/');
        QByteArray segment = (slash < 0 ? rest : rest.first(slash)).toByteArray();
        if (segment.contains('~')) // RFC 6901: ~1 first, so that ~01 becomes ~1
            segment.replace("~1", "/").replace("~0", "~");
        segments.append(std::move(segment));
        if (segments.size() > maxPathSegments)
            return error(Reason::BadRequest, "a JSON pointer of more than 200 segments");
        if (slash < 0)
            return segments;
        rest = rest.sliced(slash + 1);
    }
}

/// An index into an array of `size` items: digits without leading zeros; "-" is the end, where `end` allows it.
std::optional<qsizetype> parseIndex(const QByteArray &segment, qsizetype size, bool end)
{
    if (end && segment == "-")
        return size;
    if (segment.isEmpty() || segment.size() > 9 || (segment.size() > 1 && segment[0] == '0'))
        return {};
    qsizetype index = 0;
    for (const char c : segment) {
        if (c < '0' || c > '9')
            return {};
        index = index * 10 + (c - '0');
    }
    if (index > size || (index == size && !end))
        return {};
    return index;
}

class Patcher
{
public:
    explicit Patcher(Value document)
        : m_document(std::move(document))
    {
    }

    Result<> apply(const Value &operation)
    {
        if (!operation.isObject())
            return error(Reason::BadRequest, "a JSON patch operation that is no object");
        const QByteArrayView op = operation["op"].text();
        ORRERY_TRY(path, parsePointer(operation["path"], "path"));
        const Value *value = operation.find("value");
        const bool needsValue = op == "add" || op == "replace" || op == "test";
        if (needsValue && !value)
            return error(Reason::BadRequest, "a JSON patch \"" + op.toByteArray() + "\" without a value");
        if (op == "add")
            return edit(path, Edit::Add, *value);
        if (op == "replace")
            return edit(path, Edit::Replace, *value);
        if (op == "remove")
            return edit(path, Edit::Remove, {});
        if (op == "test") {
            const Value *found = lookUp(path);
            if ((found ? *found : Value()) == *value)
                return {};
            return invalid("testing path " + operation["path"].bytes() + " failed: the value differs");
        }
        if (op != "move" && op != "copy")
            return error(Reason::BadRequest, "unknown JSON patch operation \"" + op.toByteArray() + '"');

        ORRERY_TRY(from, parsePointer(operation["from"], "from"));
        const Value *found = lookUp(from);
        if (!found)
            return missing(operation["from"].bytes());
        const Value moved = *found;
        int depth = 0;
        qint64 room = op == "copy" ? maxCopied - m_copied : maxCopied;
        const qint64 before = room;
        if (!weigh(moved, 0, &room, &depth) && op == "copy")
            return api::error(Reason::RequestEntityTooLarge, "the JSON patch copies more than 3 MiB");
        if (depth + path.size() > maxDepth)
            return error(Reason::BadRequest, "the JSON patch nests too deep");
        if (op == "copy") {
            m_copied += before - room;
        } else {
            if (path == from)
                return {};
            if (path.size() > from.size() && path.first(from.size()) == from)
                return error(Reason::BadRequest, "a JSON patch cannot move a value into itself");
            ORRERY_CHECK(edit(from, Edit::Remove, {}));
        }
        return edit(path, Edit::Add, moved);
    }
    const Value &document() const { return m_document; }

private:
    enum class Edit { Add, Replace, Remove };

    static Error missing(const QByteArray &path) { return invalid("the path " + path + " does not exist"); }

    /// About the bytes of JSON that a value makes, taken from `room`; false when there is no more.
    static bool weigh(const Value &value, int level, qint64 *room, int *depth)
    {
        *depth = std::max(*depth, level);
        *room -= 8 + value.text().size();
        if (*room < 0 || level > maxDepth)
            return false;
        for (const Value &item : value.items()) {
            if (!weigh(item, level + 1, room, depth))
                return false;
        }
        for (const Member &member : value.members()) {
            *room -= member.key().size();
            if (!weigh(member.value, level + 1, room, depth))
                return false;
        }
        return true;
    }

    const Value *lookUp(const QList<QByteArray> &path) const
    {
        const Value *at = &m_document;
        for (const QByteArray &segment : path) {
            if (at->isArray()) {
                const auto index = parseIndex(segment, at->size(), false);
                if (!index)
                    return nullptr;
                at = &at->at(*index);
            } else {
                at = at->find(segment);
                if (!at)
                    return nullptr;
            }
        }
        return at;
    }

    Result<> edit(const QList<QByteArray> &path, Edit how, const Value &value)
    {
        ORRERY_TRY(edited, editAt(m_document, path, 0, how, value));
        m_document = std::move(edited);
        return {};
    }

    Result<Value> editAt(const Value &at, const QList<QByteArray> &path, qsizetype depth, Edit how, const Value &value)
    {
        if (depth == path.size())
            return how == Edit::Remove ? Value() : value; // the whole document
        m_work += at.size();
        if (m_work > maxWork)
            return api::error(Reason::RequestEntityTooLarge, "the JSON patch changes too much at once");
        const QByteArray &segment = path[depth];
        const bool last = depth + 1 == path.size();
        const auto notThere = [&] { return missing('/' + path.first(depth + 1).join('/')); };
        if (at.isArray()) {
            const auto index = parseIndex(segment, at.size(), last && how == Edit::Add);
            if (!index)
                return notThere();
            if (last && how != Edit::Replace) {
                std::vector<Value> items(at.items().begin(), at.items().end());
                if (how == Edit::Add)
                    items.insert(items.begin() + *index, value);
                else
                    items.erase(items.begin() + *index);
                return Value::array(std::move(items));
            }
            ORRERY_TRY(inner, editAt(at.at(*index), path, depth + 1, how, value));
            return at.withItem(*index, std::move(inner));
        }
        if (!at.isObject())
            return notThere();
        const Value *child = at.find(segment);
        if (!child && !(last && how == Edit::Add))
            return notThere();
        if (last && how == Edit::Remove)
            return at.without(segment);
        ORRERY_TRY(inner, editAt(child ? *child : Value(), path, depth + 1, how, value));
        return at.with(segment, std::move(inner));
    }

    Value m_document;
    qint64 m_copied = 0;
    qint64 m_work = 0;
};

} // namespace

Result<Value> jsonPatch(const Value &document, const Value &operations)
{
    if (!operations.isArray())
        return error(Reason::BadRequest, "a JSON patch must be an array of operations");
    if (operations.size() > maxOperations)
        return error(Reason::RequestEntityTooLarge,
                     "the allowed maximum operations in a JSON patch is 10000, got "
                         + QByteArray::number(operations.size()));
    Patcher patcher(document);
    for (const Value &operation : operations.items())
        ORRERY_CHECK(patcher.apply(operation));
    return patcher.document();
}

} // namespace orrery::api
