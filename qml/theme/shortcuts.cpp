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

// Sections stay together. What is done to an object has the id of its verb (app/actions). (lupdate does not look through a macro of ours.)
constexpr Entry table[]{
    {"find", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Find anything"), "Ctrl+K", Window},
    {"shortcuts", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Show the shortcuts"), "?", Window},
    {"settings", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Settings"), "Ctrl+,", Window},
    {"viewMap", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Map"), "Alt+1", Window},
    {"viewNodes", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Nodes"), "Alt+2", Window},
    {"viewLists", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Lists"), "Alt+3", Window},
    {"viewAddresses", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Addresses"), "Alt+4", Window},
    {"pausePicture", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Pause the picture"), "Ctrl+Space", Window},
    {"present", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Present"), "F5", Window},
    {"pointer", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Pointer of light, then a spotlight"), "F6", Window},
    {"theme", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Dark or light"), "F7", Window},
    {"quit", QT_TRANSLATE_NOOP("Shortcuts", "Everywhere"), QT_TRANSLATE_NOOP("Shortcuts", "Quit"), "Ctrl+Q", Window},

    {"clusters", QT_TRANSLATE_NOOP("Shortcuts", "Clusters"), QT_TRANSLATE_NOOP("Shortcuts", "All clusters"), "Ctrl+O", Window},
    {"tabNext", QT_TRANSLATE_NOOP("Shortcuts", "Clusters"), QT_TRANSLATE_NOOP("Shortcuts", "The next tab"), "Ctrl+Tab", Window},
    {"tabBefore", QT_TRANSLATE_NOOP("Shortcuts", "Clusters"), QT_TRANSLATE_NOOP("Shortcuts", "The tab before"), "Ctrl+Shift+Tab", Window},
    {"tab1", QT_TRANSLATE_NOOP("Shortcuts", "Clusters"), QT_TRANSLATE_NOOP("Shortcuts", "The first tab; 2 to 9: the others"), "Ctrl+1", Window, Kind::Fixed},
    {"tabClose", QT_TRANSLATE_NOOP("Shortcuts", "Clusters"), QT_TRANSLATE_NOOP("Shortcuts", "Close the tab"), "Ctrl+W", Window},

    {"deploy", QT_TRANSLATE_NOOP("Shortcuts", "Make"), QT_TRANSLATE_NOOP("Shortcuts", "Deploy"), "Ctrl+N", Window},
    {"apply", QT_TRANSLATE_NOOP("Shortcuts", "Make"), QT_TRANSLATE_NOOP("Shortcuts", "Apply YAML"), "Ctrl+Shift+N", Window},
    {"paste", QT_TRANSLATE_NOOP("Shortcuts", "Make"), QT_TRANSLATE_NOOP("Shortcuts", "Apply what was copied"), "Ctrl+V", Window},
    {"submit", QT_TRANSLATE_NOOP("Shortcuts", "Make"), QT_TRANSLATE_NOOP("Shortcuts", "Send the sheet"), "Ctrl+Return", Sheet | Object},

    {"logs", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Logs"), "L", Object},
    {"shell", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Shell"), "S", Object},
    {"ports", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Ports"), "P", Object},
    {"describe", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Describe"), "D", Object},
    {"yaml", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "YAML"), "Y", Object},
    {"events", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Events"), "V", Object},
    {"wide", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Wide or narrow"), "W", Object},
    {"edit", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Edit its YAML"), "E", Object},
    {"save", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Apply what was edited, save a log"), "Ctrl+S", Object},
    {"search", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Search in a log"), "Ctrl+F", Object},
    {"searchNext", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "The next place in a log"), "F3", Object},
    {"searchPrevious", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "The place before in a log"), "Shift+F3", Object},
    {"cordon", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Cordon or uncordon a node"), "U", Object},
    {"restart", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Restart a workload"), "R", Object},
    {"delete", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Delete"), "Ctrl+D", Object},
    {"scale", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Scale"), "", Object},
    {"rollback", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Roll back"), "", Object},
    {"expose", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Expose"), "", Object},
    {"drain", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Drain"), "", Object},
    {"taint", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Taints"), "", Object},
    {"label", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Labels"), "", Object},
    {"menu", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "All that can be done"), "Shift+F10", Object},
    {"undo", QT_TRANSLATE_NOOP("Shortcuts", "The selected object"), QT_TRANSLATE_NOOP("Shortcuts", "Undo"), "Ctrl+Z", Object},

    {"mapMove", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "From seat to seat"), "Left", Map, Kind::Fixed},
    {"mapOpen", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "Open, or go in"), "Return", Map, Kind::Fixed},
    {"mapBack", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "Back out"), "Esc", Map, Kind::Fixed},
    {"mapFit", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "Show all of it"), "F", Map, Kind::Fixed},
    {"mapIn", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "Nearer"), "+", Map, Kind::Fixed},
    {"mapOut", QT_TRANSLATE_NOOP("Shortcuts", "On the map"), QT_TRANSLATE_NOOP("Shortcuts", "Farther"), "-", Map, Kind::Fixed},

    {"filter", QT_TRANSLATE_NOOP("Shortcuts", "In lists"), QT_TRANSLATE_NOOP("Shortcuts", "Filter"), "/", Lists},
    {"listOpen", QT_TRANSLATE_NOOP("Shortcuts", "In lists"), QT_TRANSLATE_NOOP("Shortcuts", "Open"), "Return", Lists, Kind::Fixed},
    {"listMark", QT_TRANSLATE_NOOP("Shortcuts", "In lists"), QT_TRANSLATE_NOOP("Shortcuts", "Mark"), "Space", Lists, Kind::Fixed},
    {"listAll", QT_TRANSLATE_NOOP("Shortcuts", "In lists"), QT_TRANSLATE_NOOP("Shortcuts", "Mark all"), "Ctrl+A", Lists, Kind::Fixed},
    {"listDelete", QT_TRANSLATE_NOOP("Shortcuts", "In lists"), QT_TRANSLATE_NOOP("Shortcuts", "Delete what is marked"), "Del", Lists, Kind::Fixed},
};

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
