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

#include <QHash>

#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace orrery::api {

namespace {

/// Names and short texts that recur (field names, image names, states) share one node. One cache a thread, bounded:
/// newer texts push out older ones.
class TextCache
{
public:
    Value get(QByteArrayView text)
    {
        if (text.size() <= 14 || text.size() > 64)
            return Value(text);
        // Eight bytes at a time; the last eight may overlap the ones before. Collisions only cost a cache slot.
        quint64 hash = quint64(text.size());
        const auto mix = [&](const char *at) {
            quint64 word;
            std::memcpy(&word, at, sizeof(word));
            hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 32;
        };
        for (qsizetype i = 0; i + 8 < text.size(); i += 8)
            mix(text.data() + i);
        mix(text.data() + text.size() - 8);
        Value &slot = m_slots[hash & (slotCount - 1)];
        if (slot.text() != text)
            slot = Value(text);
        return slot;
    }

private:
    static constexpr quint32 slotCount = 2048;
    std::vector<Value> m_slots = std::vector<Value>(slotCount);
};

bool hasUnicodeEscape(QByteArrayView text)
{
    while (const void *found = std::memchr(text.data(), '\\', size_t(text.size()))) {
        const qsizetype next = static_cast<const char *>(found) - text.data() + 1;
        if (next >= text.size())
            return false;
        if (text[next] == 'u')
            return true;
        text = text.sliced(next + 1); // whatever is escaped is no escape itself
        if (text.isEmpty())
            return false;
    }
    return false;
}

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
    enum class Stop { None, Depth, Encoding, Number };

    Handler(int depth, bool checkText, QList<QByteArray> *duplicates)
        : m_depthLimit(depth)
        , m_checkText(checkText)
        , m_duplicates(duplicates)
    {
        m_values.reserve(64);
    }

    bool Null() { return push({}); }
    bool Bool(bool b) { return push(b); }
    // Numbers come as text (see parseJson); these are never called.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }
    bool RawNumber(const char *text, rapidjson::SizeType length, bool)
    {
        qint64 integer;
        const char *const end = text + length;
        auto result = std::from_chars(text, end, integer);
        if (result.ec == std::errc() && result.ptr == end)
            return push(integer);
        double number;
        result = std::from_chars(text, end, number);
        if (result.ec == std::errc::result_out_of_range)
            number = QByteArrayView(text, qsizetype(length)).toDouble(); // infinite, or too small to tell from 0
        if (!std::isfinite(number)) {
            m_stop = Stop::Number;
            return false;
        }
        return push(number == 0 ? 0.0 : number); // no negative zero, which would be written as an integer and lost
    }
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
        m_frames.push_back({m_values.size(), object});
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

    const bool hasEscapes = hasUnicodeEscape({buffer.get(), json.size()});
    Handler handler(limits.depth, hasEscapes, duplicates);
    rapidjson::InsituStringStream stream(buffer.get());
    rapidjson::Reader reader; // recursive, which is faster; the handler stops it at limits.depth
    // Numbers as text: the standard library converts them exactly, RapidJSON's own way has undefined behaviour on some
    // zeros.
    constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
    const QByteArray where = " at byte " + QByteArray::number(qulonglong(result.Offset()));
    switch (handler.stop()) {
    case Handler::Stop::Depth:
        return error(Reason::BadRequest,
                     "invalid JSON" + where + ": nested deeper than " + QByteArray::number(limits.depth));
    case Handler::Stop::Encoding:
        return error(Reason::BadRequest, "invalid JSON" + where + ": half of a surrogate pair");
    case Handler::Stop::Number:
        return error(Reason::BadRequest, "invalid JSON" + where + ": a number too large");
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

} // namespace orrery::api
