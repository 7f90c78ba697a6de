// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QHash>
#include <QObject>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::theme {

/// Every shortcut of the window in one table (shortcuts.cpp): what it does, where it works, its keys, and what the user made of
/// them, kept in QSettings unless Preferences are not. `Shortcut { sequence: Shortcuts.keys.logs }`; `Shortcuts.labels.logs` is the
/// same as people read it. A key that a part handles itself (the map's arrows) is in the table to be told, not to be changed.
/// Thread: gui. Lifetime: the engine's.
class Shortcuts final : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QVariantMap keys READ keys NOTIFY changed) ///< id -> portable text, "" for none
    Q_PROPERTY(QVariantMap labels READ labels NOTIFY changed) ///< id -> native text
    Q_PROPERTY(QVariantList sections READ sections NOTIFY changed)
public:
    explicit Shortcuts(QObject *parent = nullptr);
    QVariantMap keys() const { return m_keys; }
    QVariantMap labels() const { return m_labels; }

    /// [{title, shortcuts: [{id, title, label, fixed, changed}]}], in the language of the moment.
    QVariantList sections() const;
    /// Gives it other keys (portable text; empty: none). Returns why not, for people; empty: done.
    Q_INVOKABLE QString rebind(const QString &id, const QString &keys);
    Q_INVOKABLE void reset(const QString &id);
    Q_INVOKABLE void resetAll();
    Q_INVOKABLE bool isAnyChanged() const;
    /// The portable text of a key that was pressed (Qt.Key, Qt.KeyboardModifiers); empty while only modifiers are down.
    Q_INVOKABLE static QString pressed(int key, int modifiers);

Q_SIGNALS:
    void changed();

private:
    QString problemWith(const QString &id, const QString &keys) const;
    void put(const QString &id, const QString &keys);
    void read();
    QVariantMap m_keys, m_labels;
};

} // namespace orrery::theme
