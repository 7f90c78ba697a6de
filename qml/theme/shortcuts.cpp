// SPDX-License-Identifier: GPL-3.0-only
#include "qml/theme/shortcuts.h"

#include "qml/theme/preferences.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QSettings>

namespace orrery::theme {
namespace {

/// Where a shortcut works. Two that never work at once may have the same keys.
enum Where { Map = 1, Lists = 2, Nodes = 4, Object = 7, Window = 7, Sheet = 8 };

enum class Kind { Free, Fixed };
constexpr int longest = 64; ///< characters of a sequence

struct Entry
{
    const char *id;
    const char *section;
    const char *title;
    const char *keys;
    int where;
    Kind kind = Kind::Free;
};

// Sections stay together. What is done to an object has the id of its verb (app/actions). The words are taken up by lupdate through the macro.
#define WORDS(text) QT_TRANSLATE_NOOP("Shortcuts", text)
constexpr Entry table[]{
    {"find", WORDS("Everywhere"), WORDS("Find anything"), "Ctrl+K", Window},
    {"shortcuts", WORDS("Everywhere"), WORDS("Show the shortcuts"), "?", Window},
    {"settings", WORDS("Everywhere"), WORDS("Settings"), "Ctrl+,", Window},
    {"viewMap", WORDS("Everywhere"), WORDS("Map"), "Alt+1", Window},
    {"viewNodes", WORDS("Everywhere"), WORDS("Nodes"), "Alt+2", Window},
    {"viewLists", WORDS("Everywhere"), WORDS("Lists"), "Alt+3", Window},
    {"viewAddresses", WORDS("Everywhere"), WORDS("Addresses"), "Alt+4", Window},
    {"pausePicture", WORDS("Everywhere"), WORDS("Pause the picture"), "Ctrl+Space", Window},
    {"present", WORDS("Everywhere"), WORDS("Present"), "F5", Window},
    {"pointer", WORDS("Everywhere"), WORDS("Pointer of light, then a spotlight"), "F6", Window},
    {"theme", WORDS("Everywhere"), WORDS("Dark or light"), "F7", Window},
    {"quit", WORDS("Everywhere"), WORDS("Quit"), "Ctrl+Q", Window},

    {"clusters", WORDS("Clusters"), WORDS("All clusters"), "Ctrl+O", Window},
    {"tabNext", WORDS("Clusters"), WORDS("The next tab"), "Ctrl+Tab", Window},
    {"tabBefore", WORDS("Clusters"), WORDS("The tab before"), "Ctrl+Shift+Tab", Window},
    {"tab1", WORDS("Clusters"), WORDS("The first tab; 2 to 9: the others"), "Ctrl+1", Window, Kind::Fixed},
    {"tabClose", WORDS("Clusters"), WORDS("Close the tab"), "Ctrl+W", Window},

    {"deploy", WORDS("Make"), WORDS("Deploy"), "Ctrl+N", Window},
    {"apply", WORDS("Make"), WORDS("Apply YAML"), "Ctrl+Shift+N", Window},
    {"paste", WORDS("Make"), WORDS("Apply what was copied"), "Ctrl+V", Window},
    {"submit", WORDS("Make"), WORDS("Send the sheet"), "Ctrl+Return", Sheet | Object},

    {"logs", WORDS("The selected object"), WORDS("Logs"), "L", Object},
    {"shell", WORDS("The selected object"), WORDS("Shell"), "S", Object},
    {"ports", WORDS("The selected object"), WORDS("Ports"), "P", Object},
    {"describe", WORDS("The selected object"), WORDS("Describe"), "D", Object},
    {"yaml", WORDS("The selected object"), WORDS("YAML"), "Y", Object},
    {"events", WORDS("The selected object"), WORDS("Events"), "V", Object},
    {"wide", WORDS("The selected object"), WORDS("Wide or narrow"), "W", Object},
    {"edit", WORDS("The selected object"), WORDS("Edit its YAML"), "E", Object},
    {"save", WORDS("The selected object"), WORDS("Apply what was edited, save a log"), "Ctrl+S", Object},
    {"search", WORDS("The selected object"), WORDS("Search in a log"), "Ctrl+F", Object},
    {"searchNext", WORDS("The selected object"), WORDS("The next place in a log"), "F3", Object},
    {"searchPrevious", WORDS("The selected object"), WORDS("The place before in a log"), "Shift+F3", Object},
    {"cordon", WORDS("The selected object"), WORDS("Cordon or uncordon a node"), "U", Object},
    {"restart", WORDS("The selected object"), WORDS("Restart a workload"), "R", Object},
    {"delete", WORDS("The selected object"), WORDS("Delete"), "Ctrl+D", Object},
    {"scale", WORDS("The selected object"), WORDS("Scale"), "", Object},
    {"rollback", WORDS("The selected object"), WORDS("Roll back"), "", Object},
    {"expose", WORDS("The selected object"), WORDS("Expose"), "", Object},
    {"drain", WORDS("The selected object"), WORDS("Drain"), "", Object},
    {"taint", WORDS("The selected object"), WORDS("Taints"), "", Object},
    {"label", WORDS("The selected object"), WORDS("Labels"), "", Object},
    {"menu", WORDS("The selected object"), WORDS("All that can be done"), "Shift+F10", Object},
    {"undo", WORDS("The selected object"), WORDS("Undo"), "Ctrl+Z", Object},

    {"mapMove", WORDS("On the map"), WORDS("From seat to seat"), "Left", Map, Kind::Fixed},
    {"mapOpen", WORDS("On the map"), WORDS("Open, or go in"), "Return", Map, Kind::Fixed},
    {"mapBack", WORDS("On the map"), WORDS("Back out"), "Esc", Map, Kind::Fixed},
    {"mapFit", WORDS("On the map"), WORDS("Show all of it"), "F", Map, Kind::Fixed},
    {"mapIn", WORDS("On the map"), WORDS("Nearer"), "+", Map, Kind::Fixed},
    {"mapOut", WORDS("On the map"), WORDS("Farther"), "-", Map, Kind::Fixed},

    {"filter", WORDS("In lists"), WORDS("Filter"), "/", Lists},
    {"listOpen", WORDS("In lists"), WORDS("Open"), "Return", Lists, Kind::Fixed},
    {"listMark", WORDS("In lists"), WORDS("Mark"), "Space", Lists, Kind::Fixed},
    {"listAll", WORDS("In lists"), WORDS("Mark all"), "Ctrl+A", Lists, Kind::Fixed},
    {"listDelete", WORDS("In lists"), WORDS("Delete what is marked"), "Del", Lists, Kind::Fixed},
};
#undef WORDS

const Entry *entryOf(const QString &id)
{
    const auto found = std::find_if(std::begin(table), std::end(table),
                                    [&](const Entry &entry) { return id == QLatin1String(entry.id); });
    return found == std::end(table) ? nullptr : found;
}

QString translated(const char *words)
{
    return QCoreApplication::translate("Shortcuts", words);
}

QString settingOf(const QString &id)
{
    return QStringLiteral("shortcuts/") + id;
}

} // namespace

Shortcuts::Shortcuts(QObject *parent)
    : QObject(parent)
{
    read();
}

void Shortcuts::read()
{
    m_keys.clear();
    m_labels.clear();
    for (const Entry &entry : table)
        put(QString::fromLatin1(entry.id), QString::fromLatin1(entry.keys));
    if (!Preferences::areKept())
        return;
    const QSettings settings;
    QStringList changed;
    for (const Entry &entry : table) {
        const QString id = QString::fromLatin1(entry.id), setting = settingOf(id);
        if (entry.kind == Kind::Fixed || !settings.contains(setting))
            continue;
        put(id, settings.value(setting).toString().left(longest));
        changed += id;
    }
    // All of them first, for two may have changed places. What was written by hand or by another version may be anything.
    for (const QString &id : std::as_const(changed)) {
        if (!problemWith(id, m_keys.value(id).toString()).isEmpty())
            put(id, QString());
    }
}

void Shortcuts::put(const QString &id, const QString &keys)
{
    m_keys.insert(id, keys);
    if (id == u"cordon") // one key for both: one of them has a meaning at a time
        put(QStringLiteral("uncordon"), keys);
    m_labels.insert(id, QKeySequence(keys, QKeySequence::PortableText).toString(QKeySequence::NativeText));
}

QVariantList Shortcuts::sections() const
{
    QVariantList sections;
    QVariantList shortcuts;
    const Entry *end = std::end(table);
    for (const Entry *entry = std::begin(table); entry != end; ++entry) {
        const QString id = QString::fromLatin1(entry->id);
        shortcuts += QVariantMap{{QStringLiteral("id"), id},
                                 {QStringLiteral("title"), translated(entry->title)},
                                 {QStringLiteral("label"), m_labels.value(id)},
                                 {QStringLiteral("fixed"), entry->kind == Kind::Fixed},
                                 {QStringLiteral("changed"), m_keys.value(id).toString() != QLatin1String(entry->keys)}};
        if (entry + 1 == end || qstrcmp(entry[1].section, entry->section) != 0) {
            sections += QVariantMap{{QStringLiteral("title"), translated(entry->section)},
                                    {QStringLiteral("shortcuts"), shortcuts}};
            shortcuts.clear();
        }
    }
    return sections;
}

QString Shortcuts::problemWith(const QString &id, const QString &keys) const
{
    const Entry *entry = entryOf(id);
    if (!entry || entry->kind == Kind::Fixed)
        return tr("This one cannot be changed.");
    if (keys.isEmpty())
        return {};
    const QKeySequence sequence = keys.size() > longest ? QKeySequence() : QKeySequence(keys, QKeySequence::PortableText);
    if (sequence.isEmpty() || sequence[0].key() == Qt::Key_unknown)
        return tr("These are no keys.");
    if (sequence.count() == 1 && !(sequence[0].keyboardModifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))) {
        switch (sequence[0].key()) {
        case Qt::Key_Tab: case Qt::Key_Backtab: case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space: case Qt::Key_Escape:
        case Qt::Key_Left: case Qt::Key_Right: case Qt::Key_Up: case Qt::Key_Down:
            return tr("This key goes from control to control, or presses one.");
        default:
            break;
        }
    }
    for (const Entry &other : table) {
        const QString otherId = QString::fromLatin1(other.id);
        if (&other == entry || !(other.where & entry->where))
            continue;
        const QKeySequence theirs(m_keys.value(otherId).toString(), QKeySequence::PortableText);
        if (!theirs.isEmpty()
            && (theirs.matches(sequence) != QKeySequence::NoMatch || sequence.matches(theirs) != QKeySequence::NoMatch))
            return tr("“%1” has these keys.").arg(translated(other.title));
    }
    return {};
}

QString Shortcuts::rebind(const QString &id, const QString &keys)
{
    if (const QString problem = problemWith(id, keys); !problem.isEmpty())
        return problem;
    const QString portable = QKeySequence(keys, QKeySequence::PortableText).toString(QKeySequence::PortableText);
    put(id, portable);
    if (Preferences::areKept())
        QSettings().setValue(settingOf(id), portable);
    Q_EMIT changed();
    return {};
}

void Shortcuts::reset(const QString &id)
{
    const Entry *entry = entryOf(id);
    if (!entry)
        return;
    // What has its keys now loses them: a reset always works.
    const QString keys = QString::fromLatin1(entry->keys);
    for (const Entry &other : table) {
        if (&other != entry && (other.where & entry->where) && m_keys.value(QString::fromLatin1(other.id)) == keys)
            rebind(QString::fromLatin1(other.id), QString());
    }
    put(id, keys);
    if (Preferences::areKept())
        QSettings().remove(settingOf(id));
    Q_EMIT changed();
}

void Shortcuts::resetAll()
{
    if (Preferences::areKept())
        QSettings().remove(QStringLiteral("shortcuts"));
    read();
    Q_EMIT changed();
}

bool Shortcuts::isAnyChanged() const
{
    return std::any_of(std::begin(table), std::end(table), [this](const Entry &entry) {
        return m_keys.value(QString::fromLatin1(entry.id)) != QLatin1String(entry.keys);
    });
}

QString Shortcuts::pressed(int key, int modifiers)
{
    switch (key) {
    case 0: case Qt::Key_unknown: case Qt::Key_Control: case Qt::Key_Shift: case Qt::Key_Alt: case Qt::Key_AltGr: case Qt::Key_Meta:
    case Qt::Key_CapsLock: case Qt::Key_NumLock: case Qt::Key_Super_L: case Qt::Key_Super_R:
        return {};
    default:
        break;
    }
    Qt::KeyboardModifiers held(modifiers);
    held &= ~Qt::KeyboardModifiers(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    // "?" is itself, whatever it takes to type it.
    const bool letter = key >= Qt::Key_A && key <= Qt::Key_Z;
    if (key > Qt::Key_Space && key < 0x1000 && !letter)
        held &= ~Qt::KeyboardModifiers(Qt::ShiftModifier);
    return QKeySequence(QKeyCombination(held, Qt::Key(key))).toString(QKeySequence::PortableText);
}

} // namespace orrery::theme
