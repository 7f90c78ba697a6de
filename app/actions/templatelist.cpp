// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/templatelist.h"

#include "app/actions/templates.h"

namespace orrery::actions {

QString TemplateList::mime() const
{
    return QString::fromLatin1(templateMime);
}

QVariantList TemplateList::all() const
{
    QVariantList list;
    for (const Template &one : templates())
        list += QVariantMap{{QStringLiteral("id"), QString::fromUtf8(one.id)},
                            {QStringLiteral("kind"), QString::fromUtf8(one.kind)},
                            {QStringLiteral("symbol"), QString::fromUtf8(one.symbol)},
                            {QStringLiteral("title"), one.title},
                            {QStringLiteral("detail"), one.detail}};
    return list;
}

} // namespace orrery::actions
