// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/key.h"

#include <QByteArrayView>

namespace orrery::api {

Key Key::fromPath(QByteArrayView path)
{
    const qsizetype slash = path.indexOf('/');
    if (slash < 0)
        return {{}, path.toByteArray()};
    return {path.first(slash).toByteArray(), path.sliced(slash + 1).toByteArray()};
}

QByteArray Gvr::path(const Key &key, QByteArrayView subresource) const
{
    QByteArray result = group.isEmpty() ? "/api/" + version : "/apis/" + group + '/' + version;
    const auto add = [&result](const QByteArray &segment) {
        if (!segment.isEmpty())
            result += '/' + segment.toPercentEncoding();
    };
    if (!key.ns.isEmpty()) {
        result += "/namespaces";
        add(key.ns);
    }
    add(resource);
    add(key.name);
    if (!subresource.isEmpty()) // "status", or "proxy/some/path": slashes stay
        result += '/' + subresource.toByteArray().toPercentEncoding("/");
    return result;
}

} // namespace orrery::api
