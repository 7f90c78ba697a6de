// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/podspec.h"

#include <QHash>
#include <QSet>

namespace orrery::resources {

using namespace api;

namespace {

struct Notice
{
    const char *name, *text;
};

/// Labels of nodes that have a better name by now.
constexpr Notice oldLabels[] = {
    {"beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"},
    {"beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"},
    {"failure-domain.beta.kubernetes.io/region",
     "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"},
    {"failure-domain.beta.kubernetes.io/zone", "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"},
    {"beta.kubernetes.io/instance-type", "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead"},
};

constexpr Notice oldVolumes[] = {
    {"photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"},
    {"gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"},
    {"scaleIO", "deprecated in v1.16, non-functional in v1.22+"},
    {"flocker", "deprecated in v1.22, non-functional in v1.25+"},
    {"storageos", "deprecated in v1.22, non-functional in v1.25+"},
    {"quobyte", "deprecated in v1.22, non-functional in v1.25+"},
    {"glusterfs", "deprecated in v1.25, non-functional in v1.26+"},
    {"rbd", "deprecated in v1.28, non-functional in v1.31+"},
    {"cephfs", "deprecated in v1.28, non-functional in v1.31+"},
};

void warnOfLabel(QList<QByteArray> &warnings, const Path &path, QByteArrayView label)
{
    for (const Notice &notice : oldLabels) {
        if (label == notice.name)
            warnings.append(path.text() + ": " + notice.text);
    }
}

void warnOfTerms(QList<QByteArray> &warnings, const Path &path, const Value &term)
{
    qsizetype index = 0;
    for (const Value &expression : term["matchExpressions"].items())
        warnOfLabel(warnings, (path / "matchExpressions")[index++] / "key", expression["key"].text());
}

void warnOfNodeAffinity(QList<QByteArray> &warnings, const Path &path, const Value &affinity)
{
    const char *required = "requiredDuringSchedulingIgnoredDuringExecution";
    const char *preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    qsizetype index = 0;
    for (const Value &term : affinity[required]["nodeSelectorTerms"].items())
        warnOfTerms(warnings, (path / required / "nodeSelectorTerms")[index++], term);
    index = 0;
    for (const Value &term : affinity[preferred].items())
        warnOfTerms(warnings, (path / preferred)[index++] / "preference", term["preference"]);
}

/// Two ports of one container that are the same to a Service.
void warnOfPorts(QList<QByteArray> &warnings, const Path &path, const Value &container)
{
    const auto ports = container["ports"].items();
    QHash<QByteArray, size_t> first;
    for (size_t i = 0; i < ports.size(); ++i) {
        const QByteArray key = toJson(ports[i]["containerPort"]) + ports[i]["protocol"].bytes();
        const auto before = first.constFind(key);
        if (before == first.constEnd()) {
            first.insert(key, i);
            continue;
        }
        const Value &other = ports[*before];
        const bool overlaps = !(ports[i]["hostPort"] == other["hostPort"]) || !(ports[i]["hostIP"] == other["hostIP"]);
        warnings.append((path / "ports")[qsizetype(i)].text() + ": " + (overlaps ? "overlapping" : "duplicate")
                        + " port definition with " + (path / "ports")[qsizetype(*before)].text());
    }
}

void warnOfContainer(QList<QByteArray> &warnings, const Path &path, const Value &container)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &env : container["env"].items()) {
        const QByteArray name = env["name"].bytes();
        const Path at = (path / "env")[index++];
        if (seen.contains(name))
            warnings.append(at.text() + ": hides previous definition of \"" + name
                            + "\", which may be dropped when using apply");
        seen.insert(name);
    }
    warnOfPorts(warnings, path, container);
    for (const char *list : {"limits", "requests"}) {
        for (const char *resource : {"memory", "ephemeral-storage"}) {
            const Value &amount = container["resources"][list][resource];
            if (!amount.isNull() && Quantity::of(amount).milli() % 1000 != 0)
                warnings.append((path / "resources" / list).key(resource).text() + ": fractional byte value \""
                                + amount.bytes() + "\" is invalid, must be an integer");
        }
    }
}

} // namespace

void warnOfPodSpec(QList<QByteArray> &warnings, const Path &path, const Value &spec)
{
    for (const Member &label : spec["nodeSelector"].members())
        warnOfLabel(warnings, (path / "nodeSelector").key(label.key()), label.key());
    if (const Value &affinity = spec["affinity"]["nodeAffinity"]; !affinity.isNull())
        warnOfNodeAffinity(warnings, path / "affinity" / "nodeAffinity", affinity);
    qsizetype index = 0;
    for (const Value &constraint : spec["topologySpreadConstraints"].items())
        warnOfLabel(warnings, (path / "topologySpreadConstraints")[index++] / "topologyKey",
                    constraint["topologyKey"].text());
    index = 0;
    for (const Value &volume : spec["volumes"].items()) {
        const Path at = (path / "volumes")[index++];
        for (const Notice &notice : oldVolumes) {
            if (!volume[notice.name].isNull())
                warnings.append((at / notice.name).text() + ": " + notice.text);
        }
    }
    index = 0;
    for (const Value &secret : spec["imagePullSecrets"].items()) {
        const Path at = (path / "imagePullSecrets")[index++];
        if (secret["name"].text().isEmpty())
            warnings.append(at.text() + ": invalid empty name \"\"");
    }
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        index = 0;
        for (const Value &container : spec[list].items())
            warnOfContainer(warnings, (path / list)[index++], container);
    }
    if (spec["terminationGracePeriodSeconds"].integer() < 0)
        warnings.append((path / "terminationGracePeriodSeconds").text()
                        + ": must be >= 0; negative values are invalid and will be treated as 1");
}

} // namespace orrery::resources
