// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace orrery::actions {

/// The templates for QML. Thread: gui. Lifetime: QML's.
class TemplateList : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString mime READ mime CONSTANT) ///< under which one is dragged; the data is its id
public:
    using QObject::QObject;
    QString mime() const;
    Q_INVOKABLE QVariantList all() const; ///< [{id, kind, symbol, title, detail}], in the language of now
};

} // namespace orrery::actions
