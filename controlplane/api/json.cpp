// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/value.h"

#include "controlplane/api/valuebuilder.h"

#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cmath>
#include <unordered_set>

namespace orrery::api {

namespace {

/// Names and short texts that recur (field names, image names, states) share one node. One cache a thread, bounded: newer texts
/// push out older ones.
class TextCache
{
public:
    Value get(QByteArrayView text)
    {
        if (text.size() <= 14 || text.size() > 64)
            return Value(text);
        quint32 hash = 2166136261u;
        for (const char c : text)
            hash = (hash ^ quint8(c)) * 16777619u;
        Value &slot = m_slots[(hash ^ (hash >> 15)) & (slotCount - 1)];
        if (slot.text() != text)
            slot = Value(text);
        return slot;
    }

private:
    static constexpr quint32 slotCount = 2048;
    std::vector<Value> m_slots = std::vector<Value>(slotCount);
};

struct TextHash
{
    size_t operator()(const Value *name) const { return qHash(name->text()); }
};
struct TextEqual
{
    bool operator()(const Value *a, const Value *b) const { return a->text() == b->text(); }
};

/// Builds the tree while RapidJSON reads. Finished values lie on one stack; an object's are names and values by turns.
class Handler
{
public:
    enum class Stop { None, Depth, Encoding };

    Handler(int depth, bool checkText, QList<QByteArray> *duplicates)
        : m_depthLimit(depth), m_checkText(checkText), m_duplicates(duplicates)
    {
        m_values.reserve(64);
    }

    bool Null() { return push({}); }
    bool Bool(bool b) { return push(b); }
    bool Int(int i) { return push(i); }
    bool Uint(unsigned i) { return push(qint64(i)); }
    bool Int64(int64_t i) { return push(qint64(i)); }
    bool Uint64(uint64_t i)
    {
        return i <= uint64_t(std::numeric_limits<qint64>::max()) ? push(qint64(i)) : push(double(i));
    }
    bool Double(double d) { return push(d); }
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return false; }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        const QByteArrayView view(text, qsizetype(length));
        return valid(view) && push(m_cache.get(view));
    }
    bool Key(const char *text, rapidjson::SizeType length, bool copy) { return String(text, length, copy); }
    bool StartObject() { return open(true); }
    bool StartArray() { return open(false); }
    bool EndArray(rapidjson::SizeType count)
    {
        Value array = ValueBuilder::array(m_values.data() + m_frames.back().start, qsizetype(count));
        return close(std::move(array));
    }
    bool EndObject(rapidjson::SizeType count)
    {
        Value *first = m_values.data() + m_frames.back().start;
        const qsizetype members = dropRepeated(first, qsizetype(count));
        return close(ValueBuilder::object(first, members));
    }

    Stop stop() const { return m_stop; }
    Value take() { return m_values.empty() ? Value() : std::move(m_values.front()); }

private:
    struct Frame
    {
        size_t start;
        bool object;
    };

    bool push(Value value)
    {
        m_values.push_back(std::move(value));
        return true;
    }
    bool open(bool object)
    {
        if (int(m_frames.size()) >= m_depthLimit) {
            m_stop = Stop::Depth;
            return false;
        }
        m_frames.push_back({ m_values.size(), object });
        return true;
    }
    bool close(Value value)
    {
        m_values.resize(m_frames.back().start);
        m_frames.pop_back();
        return push(std::move(value));
    }
    /// Escapes can spell half a surrogate pair, which is no UTF-8.
    bool valid(QByteArrayView text)
    {
        if (!m_checkText || text.isValidUtf8())
            return true;
        m_stop = Stop::Encoding;
        return false;
    }

    qsizetype dropRepeated(Value *first, qsizetype count)
    {
        bool repeated = false;
        if (count <= 24) {
            for (qsizetype i = 1; i < count && !repeated; ++i) {
                for (qsizetype j = 0; j < i && !repeated; ++j)
                    repeated = same(first[2 * i], first[2 * j]);
            }
        } else {
            std::unordered_set<const Value *, TextHash, TextEqual> seen;
            for (qsizetype i = 0; i < count && !repeated; ++i)
                repeated = !seen.insert(first + 2 * i).second;
        }
        return repeated ? mergeRepeated(first, count) : count;
    }
    static bool same(const Value &a, const Value &b)
    {
        return a.identical(b) || (a.type() == Value::Type::String && b.type() == a.type() && a.text() == b.text());
    }
    /// The first keeps its place, the last gives the value. Rare, so that it may be slow.
    qsizetype mergeRepeated(Value *first, qsizetype count)
    {
        QHash<QByteArray, qsizetype> place;
        QList<QByteArray> reported;
        qsizetype kept = 0;
        for (qsizetype i = 0; i < count; ++i) {
            const QByteArray name = first[2 * i].bytes();
            const auto known = place.constFind(name);
            if (known != place.constEnd()) {
                first[2 * *known + 1] = std::move(first[2 * i + 1]);
                if (!reported.contains(name) && reported.size() < 100)
                    reported.append(name);
                continue;
            }
            place.insert(name, kept);
            if (kept != i) {
                first[2 * kept] = std::move(first[2 * i]);
                first[2 * kept + 1] = std::move(first[2 * i + 1]);
            }
            ++kept;
        }
        if (m_duplicates && m_duplicates->size() < 100) {
            const QByteArray prefix = path();
            for (const QByteArray &name : reported)
                m_duplicates->append(prefix.isEmpty() ? name : prefix + '.' + name);
        }
        return kept;
    }
    /// Where the innermost open object stands: "spec.containers[0]".
    QByteArray path() const
    {
        QByteArray result;
        for (size_t i = 0; i + 1 < m_frames.size(); ++i) {
            const size_t end = m_frames[i + 1].start;
            if (!m_frames[i].object) {
                result += '[' + QByteArray::number(qulonglong(end - m_frames[i].start)) + ']';
            } else {
                if (!result.isEmpty())
                    result += '.';
                result += m_values[end - 1].text();
            }
        }
        return result;
    }

    TextCache &m_cache = threadCache();
    static TextCache &threadCache()
    {
        static thread_local TextCache cache;
        return cache;
    }
    std::vector<Value> m_values;
    std::vector<Frame> m_frames;
    int m_depthLimit;
    bool m_checkText;
    QList<QByteArray> *m_duplicates;
    Stop m_stop = Stop::None;
};

void appendText(QByteArray &out, QByteArrayView text)
{
    quint8 all = 0;
    for (const char c : text)
        all |= quint8(c);
    if (all >= 0x80 && !text.isValidUtf8()) // e.g. a container's output in a message: JSON must stay JSON
        return appendText(out, QString::fromUtf8(text).toUtf8());
    out += '"';
    const char *begin = text.data();
    const char *const end = begin + text.size();
    for (const char *at = begin; at != end; ++at) {
        const auto c = quint8(*at);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(begin, at - begin);
        begin = at + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += "0123456789abcdef"[c >> 4];
            out += "0123456789abcdef"[c & 15];
        }
    }
    out.append(begin, end - begin);
    out += '"';
}

/// As Go prints numbers: plain digits between 1e-6 and 1e21, else an exponent.
void appendNumber(QByteArray &out, double number)
{
    char text[400];
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    const double size = std::abs(number);
    const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
    char *end = std::to_chars(text, text + sizeof(text), number,
                              plain ? std::chars_format::fixed : std::chars_format::scientific)
                    .ptr;
    if (end - text > 4 && end[-4] == 'e' && end[-2] == '0') { // 1e-07 is 1e-7
        end[-2] = end[-1];
        --end;
    }
    out.append(text, end - text);
}

void appendPretty(QByteArray &out, const Value &value, int indent)
{
    if (value.isEmpty() || !(value.isArray() || value.isObject())) {
        appendJson(out, value);
        return;
    }
    const auto newLine = [&out](int columns) {
        out += '\n';
        out.append(columns, ' ');
    };
    out += value.isArray() ? '[' : '{';
    bool first = true;
    const auto separate = [&] {
        if (!first)
            out += ',';
        first = false;
        newLine(indent + 4);
    };
    for (const Value &item : value.items()) {
        separate();
        appendPretty(out, item, indent + 4);
    }
    for (const Member &member : value.members()) {
        separate();
        appendText(out, member.key());
        out += ": ";
        appendPretty(out, member.value, indent + 4);
    }
    newLine(indent);
    out += value.isArray() ? ']' : '}';
}

} // namespace

Result<Value> parseJson(QByteArrayView json, JsonLimits limits, QList<QByteArray> *duplicates)
{
    if (json.size() > limits.bytes)
        return error(Reason::RequestEntityTooLarge,
                     "the JSON document is larger than " + QByteArray::number(limits.bytes) + " bytes");
    if (!json.isValidUtf8())
        return error(Reason::BadRequest, "invalid JSON: the text is not UTF-8");

    // RapidJSON unescapes in place and reads whole aligned vectors, hence a padded copy.
    constexpr size_t padding = 32;
    const auto buffer = std::make_unique_for_overwrite<char[]>(size_t(json.size()) + padding);
    if (!json.isEmpty())
        std::memcpy(buffer.get(), json.data(), size_t(json.size()));
    std::memset(buffer.get() + json.size(), 0, padding);

    const bool hasEscapes = json.contains(QByteArrayView("\\u"));
    Handler handler(limits.depth, hasEscapes, duplicates);
    rapidjson::InsituStringStream stream(buffer.get());
    rapidjson::Reader reader;
    constexpr unsigned flags
        = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
    const QByteArray where = " at byte " + QByteArray::number(qulonglong(result.Offset()));
    switch (handler.stop()) {
    case Handler::Stop::Depth:
        return error(Reason::BadRequest, "invalid JSON" + where + ": nested deeper than " + QByteArray::number(limits.depth));
    case Handler::Stop::Encoding:
        return error(Reason::BadRequest, "invalid JSON" + where + ": half of a surrogate pair");
    case Handler::Stop::None:
        break;
    }
    if (!result)
        return error(Reason::BadRequest, "invalid JSON" + where + ": " + rapidjson::GetParseError_En(result.Code()));
    if (stream.Tell() != size_t(json.size())) // a zero byte, which the stream takes for the end
        return error(Reason::BadRequest,
                     "invalid JSON at byte " + QByteArray::number(qulonglong(stream.Tell())) + ": a zero byte");
    return handler.take();
}

void appendJson(QByteArray &out, const Value &value)
{
    switch (value.type()) {
    case Value::Type::Null:
        out += "null";
        break;
    case Value::Type::False:
        out += "false";
        break;
    case Value::Type::True:
        out += "true";
        break;
    case Value::Type::Integer: {
        char text[24];
        const auto end = std::to_chars(text, text + sizeof(text), value.integer());
        out.append(text, end.ptr - text);
        break;
    }
    case Value::Type::Double:
        appendNumber(out, value.number());
        break;
    case Value::Type::InlineString:
    case Value::Type::String:
        appendText(out, value.text());
        break;
    case Value::Type::Array: {
        char separator = '[';
        for (const Value &item : value.items()) {
            out += separator;
            appendJson(out, item);
            separator = ',';
        }
        out += value.isEmpty() ? QByteArrayView("[]") : QByteArrayView("]");
        break;
    }
    case Value::Type::Object: {
        char separator = '{';
        for (const Member &member : value.members()) {
            out += separator;
            appendText(out, member.key());
            out += ':';
            appendJson(out, member.value);
            separator = ',';
        }
        out += value.isEmpty() ? QByteArrayView("{}") : QByteArrayView("}");
        break;
    }
    }
}

QByteArray toJson(const Value &value)
{
    QByteArray out;
    out.reserve(value.isArray() || value.isObject() ? 4096 : 64);
    appendJson(out, value);
    out.squeeze(); // kept for as long as the object lives
    return out;
}

QByteArray toPrettyJson(const Value &value)
{
    QByteArray out;
    appendPretty(out, value, 0);
    return out;
}

} // namespace orrery::api
