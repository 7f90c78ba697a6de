// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/fuzzy.h"

namespace orrery::models {

namespace {

bool beginsWord(QStringView title, qsizetype at)
{
    return at == 0 || (title[at].isLetterOrNumber() && !title[at - 1].isLetterOrNumber());
}

/// The best place of the word as it is: at a word's beginning if there is one, else the first. -1: none.
qsizetype placeOf(QStringView title, QStringView word)
{
    const qsizetype first = title.indexOf(word);
    for (qsizetype at = first; at >= 0; at = title.indexOf(word, at + 1)) {
        if (beginsWord(title, at))
            return at;
    }
    return first;
}

constexpr int mostLeaps = 1; ///< to a letter that neither follows nor begins a word: more would find anything in a template hash

/// The word's letters in order, beginning at `start`: the next one, else one that begins a word, else any. Calls found(at) for each.
template <class Found> bool lettersFrom(QStringView title, QStringView word, qsizetype start, Found found)
{
    qsizetype at = start;
    int leaps = 0;
    found(at);
    for (qsizetype i = 1; i < word.size(); ++i) {
        const QChar wanted = word[i];
        qsizetype next = at + 1 < title.size() && title[at + 1] == wanted ? at + 1 : -1;
        for (qsizetype from = title.indexOf(wanted, at + 1); next < 0 && from >= 0; from = title.indexOf(wanted, from + 1)) {
            if (beginsWord(title, from))
                next = from;
        }
        if (next < 0 && ++leaps <= mostLeaps)
            next = title.indexOf(wanted, at + 1);
        if (next < 0)
            return false;
        at = next;
        found(at);
    }
    return true;
}

template <class Done> bool letters(QStringView title, QStringView word, Done done)
{
    for (qsizetype start = title.indexOf(word[0]); start >= 0; start = title.indexOf(word[0], start + 1)) {
        if (!beginsWord(title, start))
            continue;
        QVarLengthArray<qsizetype, 32> places;
        if (lettersFrom(title, word, start, [&](qsizetype at) { places.append(at); })) {
            done(places);
            return true;
        }
    }
    return false;
}

} // namespace

int Fuzzy::score(QStringView title, QStringView word)
{
    if (word.isEmpty() || word.size() > title.size())
        return 0;
    const int excess = int(std::min<qsizetype>(title.size() - word.size(), 200));
    if (const qsizetype at = placeOf(title, word); at >= 0) {
        const int tier = excess == 0 ? Whole : at == 0 ? Beginning : beginsWord(title, at) ? WordBeginning : Part;
        return tier - excess - 2 * int(std::min<qsizetype>(at, 100));
    }
    if (word.size() < 2)
        return 0;
    int gaps = 0;
    const bool found = letters(title, word, [&](const auto &places) {
        for (qsizetype i = 1; i < places.size(); ++i) {
            if (places[i] != places[i - 1] + 1)
                gaps += beginsWord(title, places[i]) ? 1 : 4;
        }
    });
    return found ? std::max(1, Letters + 400 - 20 * std::min(gaps, 60) - excess) : 0;
}

QList<Fuzzy::Mark> Fuzzy::marks(QStringView title, QStringView word)
{
    if (word.isEmpty() || word.size() > title.size())
        return {};
    if (const qsizetype at = placeOf(title, word); at >= 0)
        return {{at, word.size()}};
    QList<Mark> marks;
    if (word.size() < 2)
        return marks;
    letters(title, word, [&](const auto &places) {
        for (const qsizetype at : places) {
            if (!marks.isEmpty() && marks.last().from + marks.last().length == at)
                ++marks.last().length;
            else
                marks += Mark{at, 1};
        }
    });
    return marks;
}

} // namespace orrery::models
