// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/job.h"

namespace orrery::resources {

namespace {

struct Bounds
{
    int least, most;
    QList<QByteArray> names; ///< of the numbers from least on
};

QByteArray quoted(const QByteArray &text)
{
    return '"' + text + '"';
}

/// A number or a name. Empty if it is one, else what is wrong.
QByteArray read(const QByteArray &text, const Bounds &bounds, int &value)
{
    if (const qsizetype index = bounds.names.indexOf(text.toLower()); index >= 0) {
        value = int(index) + bounds.least;
        return {};
    }
    bool number = false;
    value = text.toInt(&number);
    if (!number)
        return "failed to parse int from " + text + ": strconv.Atoi: parsing " + quoted(text) + ": invalid syntax";
    return value < 0 ? "negative number (" + QByteArray::number(value) + ") not allowed: " + text : QByteArray();
}

/// "*", "?", "3", "1-5", each with "/2" behind.
QByteArray rangeProblem(const QByteArray &text, const Bounds &bounds)
{
    const QList<QByteArray> steps = text.split('/');
    const QList<QByteArray> ends = steps[0].split('-');
    int from = bounds.least, to = bounds.most;
    if (ends[0] != "*" && ends[0] != "?") {
        if (const QByteArray problem = read(ends[0], bounds, from); !problem.isEmpty())
            return problem;
        if (ends.size() > 2)
            return "too many hyphens: " + text;
        to = from;
        if (ends.size() == 2) {
            if (const QByteArray problem = read(ends[1], bounds, to); !problem.isEmpty())
                return problem;
        }
    }
    int step = 1;
    if (steps.size() > 2)
        return "too many slashes: " + text;
    if (steps.size() == 2) {
        if (const QByteArray problem = read(steps[1], {0, 0, {}}, step); !problem.isEmpty())
            return problem;
        if (ends.size() == 1)
            to = bounds.most; // "3/5" is 3 and every fifth from there on
    }
    const auto number = [](int n) { return QByteArray::number(n); };
    if (from < bounds.least)
        return "beginning of range (" + number(from) + ") below minimum (" + number(bounds.least) + "): " + text;
    if (to > bounds.most)
        return "end of range (" + number(to) + ") above maximum (" + number(bounds.most) + "): " + text;
    if (from > to)
        return "beginning of range (" + number(from) + ") beyond end of range (" + number(to) + "): " + text;
    return step == 0 ? "step of range should be a positive number: " + text : QByteArray();
}

/// Go's durations: "1h30m", "1.5s".
bool isDuration(QByteArrayView text)
{
    static const QList<QByteArrayView> units{"ns", "us", "ms", "s", "m", "h"};
    if (text.startsWith('-') || text.startsWith('+'))
        text = text.sliced(1);
    if (text == "0")
        return true;
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && ((text[digits] >= '0' && text[digits] <= '9') || text[digits] == '.'))
            ++digits;
        qsizetype end = digits;
        while (end < text.size() && text[end] >= 'a' && text[end] <= 'z')
            ++end;
        if (digits == 0 || !units.contains(text.sliced(digits, end - digits)))
            return false;
        text = text.sliced(end);
        if (text.isEmpty())
            return true;
    }
    return false;
}

} // namespace

QByteArray cronScheduleProblem(QByteArrayView schedule)
{
    QByteArray text = schedule.toByteArray().simplified();
    if (text.isEmpty())
        return "empty spec string";
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ="))
        text = text.mid(std::max<qsizetype>(0, text.indexOf(' '))).trimmed();
    if (text.startsWith('@')) {
        static const QList<QByteArray> known{"@yearly", "@annually", "@monthly", "@weekly",
                                             "@daily",  "@midnight", "@hourly"};
        if (known.contains(text))
            return {};
        if (text.startsWith("@every "))
            return isDuration(QByteArrayView(text).sliced(7))
                ? QByteArray()
                : "failed to parse duration " + text + ": time: invalid duration " + quoted(text.mid(7));
        return "unrecognized descriptor: " + text;
    }
    static const Bounds all[] = {
        {0, 59, {}},
        {0, 23, {}},
        {1, 31, {}},
        {1, 12, {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
        {0, 6, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
    };
    const QList<QByteArray> fields = text.split(' ');
    if (fields.size() != 5)
        return "expected exactly 5 fields, found " + QByteArray::number(fields.size()) + ": [" + text + ']';
    for (qsizetype i = 0; i < 5; ++i) {
        for (const QByteArray &range : fields[i].split(',')) {
            if (range.isEmpty()) // as in Kubernetes, "1,,2" is "1,2"
                continue;
            if (const QByteArray problem = rangeProblem(range, all[i]); !problem.isEmpty())
                return problem;
        }
    }
    return {};
}

} // namespace orrery::resources
