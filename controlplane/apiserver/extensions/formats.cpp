// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/clock.h"
#include "controlplane/apiserver/extensions/structural.h"
#include "controlplane/apiserver/resources/validation.h"

#include <QDate>
#include <QUrl>

namespace orrery::extensions {

namespace {

using Check = bool (*)(QByteArrayView text);

bool matches(const QRegularExpression &pattern, QByteArrayView text)
{
    return text.size() <= 4096 && pattern.match(QString::fromUtf8(text)).hasMatch();
}

QRegularExpression whole(const char *pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(QString::fromUtf8(pattern)),
                              QRegularExpression::DontCaptureOption);
}

bool isDigits(QByteArrayView text, std::initializer_list<qsizetype> lengths)
{
    return std::find(lengths.begin(), lengths.end(), text.size()) != lengths.end()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

QByteArray withoutDashes(QByteArrayView text)
{
    return text.toByteArray().replace('-', "").replace(' ', "");
}

bool isIsbn10(QByteArrayView given)
{
    const QByteArray text = withoutDashes(given);
    if (text.size() != 10 || !isDigits(QByteArrayView(text).first(9), {9}))
        return false;
    int sum = 0;
    for (int i = 0; i < 9; ++i)
        sum += (i + 1) * (text[i] - '0');
    const char check = text[9];
    sum += 10 * (check == 'X' || check == 'x' ? 10 : check - '0');
    return (check == 'X' || check == 'x' || (check >= '0' && check <= '9')) && sum % 11 == 0;
}

bool isIsbn13(QByteArrayView given)
{
    const QByteArray text = withoutDashes(given);
    if (!isDigits(text, {13}))
        return false;
    int sum = 0;
    for (int i = 0; i < 13; ++i)
        sum += (i % 2 ? 3 : 1) * (text[i] - '0');
    return sum % 10 == 0;
}

bool isCreditCard(QByteArrayView given)
{
    const QByteArray text = withoutDashes(given);
    if (text.size() < 13 || !isDigits(text, {13, 14, 15, 16, 17, 18, 19}))
        return false;
    int sum = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        int digit = text[text.size() - 1 - i] - '0';
        if (i % 2)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

bool isUuid(QByteArrayView text, char version)
{
    static const QRegularExpression shape
        = whole("[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}");
    return matches(shape, text) && (!version || withoutDashes(text)[12] == version);
}

const QHash<QByteArray, Check> &checks()
{
    using View = QByteArrayView;
    static const QHash<QByteArray, Check> all{
        {"date-time", [](View text) { return api::parseTime(text).has_value(); }},
        {"datetime", [](View text) { return api::parseTime(text).has_value(); }},
        {"date",
         [](View text) {
             return text.size() == 10 && QDate::fromString(QString::fromUtf8(text), Qt::ISODate).isValid();
         }},
        {"duration",
         [](View text) {
             // Go's durations, and words for units, as Kubernetes' library reads them.
             static const QRegularExpression shape = whole(
                 "0|[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)\\s*(ns|us|µs|ms|s|m|h|d|w|nanos?|micros?|millis?|sec|min|hr"
                 "|(nanosecond|microsecond|millisecond|second|minute|hour|day|week)s?)"
                 "(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))*");
             return matches(shape, text);
         }},
        {"ipv4", [](View text) { return resources::ipProblem(text).isEmpty() && !resources::isIpv6(text); }},
        {"ipv6", [](View text) { return resources::ipProblem(text).isEmpty() && resources::isIpv6(text); }},
        {"cidr",
         [](View text) {
             const qsizetype slash = text.indexOf('/');
             bool good = false;
             const int bits = slash < 0 ? -1 : text.sliced(slash + 1).toInt(&good);
             return good && resources::ipProblem(text.first(slash)).isEmpty() && bits >= 0
                 && bits <= (resources::isIpv6(text.first(slash)) ? 128 : 32);
         }},
        {"hostname",
         [](View text) {
             static const QRegularExpression shape
                 = whole("([a-zA-Z0-9\\p{L}]([a-zA-Z0-9\\p{L}-]{0,62}[a-zA-Z0-9\\p{L}])?)(\\.[a-zA-Z0-9\\p{L}]([a-zA-"
                         "Z0-9\\p{L}-]{0,62}[a-zA-Z0-9\\p{L}])?)*");
             return text.size() <= 253 && matches(shape, text);
         }},
        {"email",
         [](View text) {
             static const QRegularExpression shape = whole("([^@<>]*<)?[^\\s@<>]+@[^\\s@<>]+>?");
             return matches(shape, text);
         }},
        {"uri",
         [](View text) {
             const QUrl url(QString::fromUtf8(text), QUrl::StrictMode);
             return url.isValid() && (!url.scheme().isEmpty() || text.startsWith('/'));
         }},
        {"mac",
         [](View text) {
             static const QRegularExpression shape = whole("[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}(([:-][0-9A-Fa-f]{2}){"
                                                           "2})?|([0-9A-Fa-f]{4}\\.){2,3}[0-9A-Fa-f]{4}");
             return matches(shape, text);
         }},
        {"uuid", [](View text) { return isUuid(text, 0); }},
        {"uuid3", [](View text) { return isUuid(text, '3'); }},
        {"uuid4", [](View text) { return isUuid(text, '4'); }},
        {"uuid5", [](View text) { return isUuid(text, '5'); }},
        {"bsonobjectid",
         [](View text) {
             static const QRegularExpression shape = whole("[0-9a-fA-F]{24}");
             return matches(shape, text);
         }},
        {"isbn", [](View text) { return isIsbn10(text) || isIsbn13(text); }},
        {"isbn10", isIsbn10},
        {"isbn13", isIsbn13},
        {"creditcard", isCreditCard},
        {"ssn",
         [](View text) {
             static const QRegularExpression shape = whole("\\d{3}[- ]?\\d{2}[- ]?\\d{4}");
             return matches(shape, text);
         }},
        {"hexcolor",
         [](View text) {
             static const QRegularExpression shape = whole("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
             return matches(shape, text);
         }},
        {"rgbcolor",
         [](View text) {
             static const QRegularExpression shape
                 = whole("rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|"
                         "25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)");
             return matches(shape, text);
         }},
        {"byte",
         [](View text) {
             return bool(QByteArray::fromBase64Encoding(text.toByteArray(), QByteArray::AbortOnBase64DecodingErrors));
         }},
        {"password", [](View) { return true; }},
        {"k8s-short-name", [](View text) { return resources::labelProblem(text).isEmpty(); }},
        {"k8s-long-name", [](View text) { return resources::subdomainProblem(text).isEmpty(); }},
    };
    return all;
}

} // namespace

bool hasFormat(QByteArrayView format, QByteArrayView text)
{
    const auto check = checks().constFind(format.toByteArray());
    return check == checks().constEnd() || (*check)(text);
}

bool isKnownFormat(QByteArrayView format)
{
    static const QList<QByteArray> numbers{"int32", "int64", "float", "double"};
    return numbers.contains(format) || checks().contains(format.toByteArray());
}

QRegularExpression compilePattern(QByteArrayView pattern, QByteArray *problem)
{
    const auto refuse = [problem](const QByteArray &why) {
        if (problem)
            *problem = why;
        return QRegularExpression(QStringLiteral("(*FAIL)"));
    };
    // Go's syntax is Perl's without look-around and references back; "$" is the very end.
    QByteArray text;
    bool inClass = false, lines = false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const QByteArrayView rest = pattern.sliced(i);
        if (c == '\\' && i + 1 < pattern.size()) {
            const char next = pattern[++i];
            if (!inClass && ((next >= '1' && next <= '9') || next == 'k' || next == 'g'))
                return refuse("error parsing regexp: invalid escape sequence: `\\" + QByteArray(1, next) + '`');
            text += c;
            text += next;
            continue;
        }
        if (inClass) {
            inClass = c != ']' || pattern[i - 1] == '[' || (pattern[i - 1] == '^' && i > 1 && pattern[i - 2] == '[');
            if (rest.startsWith("[:") && rest.indexOf(":]") > 0) { // [[:alpha:]]
                const qsizetype end = rest.indexOf(":]") + 2;
                text.append(rest.first(end));
                i += end - 1;
                continue;
            }
            text += c;
            continue;
        }
        for (const char *look : {"(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#", "(?(", "(?|", "(?R", "(?0", "(?&"}) {
            if (rest.startsWith(look))
                return refuse(QByteArray("error parsing regexp: invalid or unsupported Perl syntax: `") + look + '`');
        }
        if (rest.startsWith("(*"))
            return refuse("error parsing regexp: missing argument to repetition operator: `*`");
        if (rest.startsWith("(?") && rest.indexOf('m') > 0 && rest.indexOf('m') < rest.indexOf(')')
            && rest.indexOf('<') != 2 && rest[2] != 'P')
            lines = true;
        inClass = c == '[';
        if (c == '$' && !lines)
            text += "\\z";
        else
            text += c;
    }
    QRegularExpression compiled(QStringLiteral("(*NO_JIT)(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=2000)")
                                    + QString::fromUtf8(text),
                                QRegularExpression::DontCaptureOption);
    if (pattern.size() > 64 * 1024)
        return refuse("error parsing regexp: expression too large");
    if (!compiled.isValid())
        return refuse("error parsing regexp: " + compiled.errorString().toUtf8());
    return compiled;
}

} // namespace orrery::extensions
