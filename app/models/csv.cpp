// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/csv.h"

namespace orrery::models {

QString csvLine(QStringList cells)
{
    for (QString &cell : cells) {
        if (!cell.isEmpty() && QStringView(u"=+-@\t\r").contains(cell.front()))
            cell.prepend(u'\'');
        if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
            cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
    }
    return cells.join(u',') + QStringLiteral("\r\n");
}

} // namespace orrery::models
