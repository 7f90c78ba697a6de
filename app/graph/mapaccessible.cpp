// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/mapaccessible.h"

#include "app/graph/mapview.h"
#include "app/graph/spoken.h"

#include <QAccessibleObject>
#include <QQuickWindow>

#include <unordered_map>

namespace orrery::graph {
namespace {

class MapInterface;

/// One thing on the map. Lifetime: QAccessible's cache; the map's interface takes it out when the thing has gone.
class ThingInterface final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    ThingInterface(MapInterface *parent, QString id)
        : m_parent(parent)
        , m_id(std::move(id))
    {
    }
    void say(const QString &name) { m_name = name; }
    const QString &id() const { return m_id; }

    bool isValid() const override { return true; }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override;
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override
    {
        return m_id.isEmpty() ? QAccessible::StaticText
            : isPart()        ? QAccessible::Graphic
                              : QAccessible::ListItem;
    }
    QString text(QAccessible::Text text) const override { return text == QAccessible::Name ? m_name : QString(); }
    void setText(QAccessible::Text, const QString &) override { }
    QRect rect() const override;
    QAccessible::State state() const override;
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    QStringList actionNames() const override
    {
        return m_id.isEmpty() || isPart() ? QStringList() : QStringList{pressAction(), showMenuAction(), setFocusAction()};
    }
    void doAction(const QString &action) override;
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    bool isPart() const { return m_id.startsWith(u"part/"); }

    MapInterface *m_parent;
    QString m_id, m_name;
};

class MapInterface final : public QAccessibleObject
{
public:
    explicit MapInterface(MapView *map)
        : QAccessibleObject(map)
    {
        m_selected = QObject::connect(map, &MapView::selectionChanged, map, [this] { tellSelection(); });
        m_focused = QObject::connect(map, &QQuickItem::activeFocusChanged, map, [this] { tellSelection(); });
    }
    ~MapInterface() override
    {
        QObject::disconnect(m_selected);
        QObject::disconnect(m_focused);
        for (const auto &[id, registered] : m_known)
            QAccessible::deleteAccessibleInterface(registered);
    }
    MapView *map() const { return static_cast<MapView *>(object()); }

    QWindow *window() const override { return map() ? map()->window() : nullptr; }
    QAccessibleInterface *parent() const override
    {
        // As Qt Quick does for its items: those without a role are passed over.
        for (QQuickItem *item = map()->parentItem(); item && map()->window(); item = item->parentItem()) {
            if (item == map()->window()->contentItem())
                break;
            QAccessibleInterface *above = QAccessible::queryAccessibleInterface(item);
            if (above && above->role() != QAccessible::NoRole && above->role() != QAccessible::Client)
                return above;
        }
        return QAccessible::queryAccessibleInterface(map()->window());
    }
    int childCount() const override { return int(children().size()); }
    QAccessibleInterface *child(int index) const override
    {
        const auto &all = children();
        return index >= 0 && index < int(all.size()) ? all[size_t(index)] : nullptr;
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto &all = children();
        const auto at = std::find(all.begin(), all.end(), child);
        return at == all.end() ? -1 : int(at - all.begin());
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QString id = map()->thingAt(map()->mapFromGlobal(QPointF(x, y)));
        return id.isEmpty() ? nullptr : find(id);
    }
    QAccessibleInterface *focusChild() const override
    {
        return map()->hasActiveFocus() && !map()->selection().isEmpty() ? find(map()->selection()) : nullptr;
    }
    QRect rect() const override { return onScreen(QRectF(QPointF(), map()->size())); }
    QAccessible::Role role() const override { return QAccessible::List; }
    QString text(QAccessible::Text text) const override
    {
        if (text == QAccessible::Name)
            return MapView::tr("Map of the cluster");
        if (text == QAccessible::Description && map()->graph())
            return MapView::tr("%n node(s)", nullptr, map()->graph()->nodes()) + QLatin1String(", ")
                + MapView::tr("%n pod(s)", nullptr, map()->graph()->pods());
        return {};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.focused = map()->hasActiveFocus();
        state.invisible = !map()->isVisible();
        return state;
    }
    QRect onScreen(const QRectF &box) const
    {
        if (!map()->window())
            return {};
        const QRectF scene = map()->mapRectToScene(box);
        return {map()->window()->mapToGlobal(scene.topLeft().toPoint()), scene.size().toSize()};
    }

private:
    /// The things as of the scene that is drawn; interfaces stay those of their things.
    const std::vector<ThingInterface *> &children() const
    {
        if (m_version == map()->sceneVersion() && m_selection == map()->selection())
            return m_children;
        m_version = map()->sceneVersion();
        m_selection = map()->selection();
        std::unordered_map<QString, QAccessible::Id> left = std::exchange(m_known, {});
        m_children.clear();
        int sentences = 0;
        for (const Spoken &spoken : spokenThings(map()->picture(), m_selection)) {
            const QString key = spoken.id.isEmpty() ? QString::number(sentences++) : spoken.id;
            ThingInterface *thing = nullptr;
            if (const auto known = left.find(key); known != left.end()) {
                thing = static_cast<ThingInterface *>(QAccessible::accessibleInterface(known->second));
                m_known.insert(*known);
                left.erase(known);
            } else {
                thing = new ThingInterface(const_cast<MapInterface *>(this), spoken.id);
                m_known.emplace(key, QAccessible::registerAccessibleInterface(thing));
            }
            thing->say(spoken.name);
            m_children.push_back(thing);
        }
        for (const auto &[id, registered] : left)
            QAccessible::deleteAccessibleInterface(registered);
        return m_children;
    }

    ThingInterface *find(const QString &id) const
    {
        for (ThingInterface *thing : children()) {
            if (thing->id() == id)
                return thing;
        }
        return nullptr;
    }

    /// The keyboard is where the selection is.
    void tellSelection()
    {
        if (!QAccessible::isActive())
            return;
        ThingInterface *thing = map()->selection().isEmpty() ? nullptr : find(map()->selection());
        if (!thing)
            return;
        QAccessibleEvent selected(thing, QAccessible::Selection);
        QAccessible::updateAccessibility(&selected);
        if (!map()->hasActiveFocus())
            return;
        QAccessibleEvent focused(thing, QAccessible::Focus);
        QAccessible::updateAccessibility(&focused);
    }

    mutable std::vector<ThingInterface *> m_children;
    mutable std::unordered_map<QString, QAccessible::Id> m_known;
    mutable quint64 m_version = ~quint64(0);
    mutable QString m_selection;
    QMetaObject::Connection m_selected, m_focused;
};

QWindow *ThingInterface::window() const
{
    return m_parent->window();
}

QAccessibleInterface *ThingInterface::parent() const
{
    return m_parent;
}

QRect ThingInterface::rect() const
{
    const QRectF box = m_parent->map()->rectOf(m_id);
    return box.isEmpty() ? m_parent->rect() : m_parent->onScreen(box);
}

QAccessible::State ThingInterface::state() const
{
    const MapView *map = m_parent->map();
    QAccessible::State state;
    if (m_id.isEmpty())
        return state;
    state.offscreen = !QRectF(QPointF(), map->size()).intersects(map->rectOf(m_id));
    if (isPart())
        return state;
    state.focusable = state.selectable = true;
    state.selected = map->selection() == m_id;
    state.focused = state.selected && map->hasActiveFocus();
    return state;
}

void ThingInterface::doAction(const QString &action)
{
    if (!actionNames().contains(action))
        return;
    MapView *map = m_parent->map();
    map->forceActiveFocus(Qt::OtherFocusReason);
    map->setSelection(m_id);
    if (action == showMenuAction())
        map->askForMenu(m_id, map->rectOf(m_id).center());
}

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *map = qobject_cast<MapView *>(object);
    return map ? new MapInterface(map) : nullptr;
}

} // namespace

void installMapAccessibility()
{
    QAccessible::installFactory(makeInterface); // installs one once only
}

} // namespace orrery::graph
