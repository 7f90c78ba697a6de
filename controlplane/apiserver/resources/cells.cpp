// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

#include "controlplane/api/selector.h"
#include "controlplane/apiserver/resources/podspec.h"

namespace orrery::resources {

using namespace api;

QByteArray labelList(const Value &labels)
{
    QList<QByteArray> pairs;
    for (const Member &label : labels.members())
        pairs.append(label.key().toByteArray() + '=' + label.value.bytes());
    std::sort(pairs.begin(), pairs.end());
    return pairs.isEmpty() ? "<none>" : pairs.join(',');
}

Value orNone(const QByteArray &text)
{
    return text.isEmpty() ? Value("<none>") : Value(text);
}

Value orUnset(const Value &text)
{
    return text.text().isEmpty() ? Value("<unset>") : text;
}

void showCreationOnly(Resource &resource)
{
    resource.columns = {{"Created At", "date", 0,
                         [](const Object &object, qint64) { return object.metadata()["creationTimestamp"]; }}};
    resource.ageColumn = false;
}

Value selectorCell(const Object &object, qint64)
{
    const auto selector = LabelSelector::fromValue(object.spec()["selector"]);
    return selector ? orNone(selector->text()) : Value("<error>");
}

Value templateContainersCell(const Object &object, qint64)
{
    return containerList(object.spec()["template"]["spec"], "name");
}

Value templateImagesCell(const Object &object, qint64)
{
    return containerList(object.spec()["template"]["spec"], "image");
}

} // namespace orrery::resources
