// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaultClaim(Value &claim)
{
    setDefault(claim, "apiVersion", "v1");
    setDefault(claim, "kind", "PersistentVolumeClaim");
    Value spec = claim["spec"];
    setDefault(spec, "volumeMode", "Filesystem");
    if (!spec.identical(claim["spec"]))
        claim = claim.with("spec", spec);
    if (claim["status"]["phase"].text().isEmpty())
        claim = claim.withPath({"status", "phase"}, "Pending");
}

void defaults(Value &document)
{
    inSpec(document, [](Value &spec) {
        setDefault(spec, "podManagementPolicy", "OrderedReady");
        setDefault(spec, "replicas", Value(1));
        setDefault(spec, "revisionHistoryLimit", Value(10));
        Value strategy = spec["updateStrategy"];
        setDefault(strategy, "type", "RollingUpdate");
        if (strategy["type"].text() == "RollingUpdate") {
            Value rolling = strategy["rollingUpdate"];
            setDefault(rolling, "partition", Value(0));
            setDefault(rolling, "maxUnavailable", Value(1));
            strategy = strategy.with("rollingUpdate", rolling);
        }
        spec = spec.with("updateStrategy", strategy);
        Value retention = spec["persistentVolumeClaimRetentionPolicy"];
        setDefault(retention, "whenDeleted", "Retain");
        setDefault(retention, "whenScaled", "Retain");
        spec = spec.with("persistentVolumeClaimRetentionPolicy", retention);
        if (spec["volumeClaimTemplates"].isArray())
            spec = spec.with("volumeClaimTemplates", mapped(spec["volumeClaimTemplates"], defaultClaim));
        defaultTemplate(spec);
    });
}

void validateStrategy(FieldErrors &errors, const Value &strategy)
{
    const Path path("spec.updateStrategy"), at = path / "rollingUpdate";
    const QByteArrayView type = strategy["type"].text();
    const Value &rolling = strategy["rollingUpdate"];
    if (type.isEmpty()) {
        errors.required(path);
    } else if (type == "OnDelete") {
        if (!rolling.isNull())
            errors.invalid(at, rolling, "only allowed for updateStrategy 'RollingUpdate'");
    } else if (type != "RollingUpdate") {
        errors.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'");
    } else {
        validateNotNegative(errors, at / "partition", rolling["partition"]);
        const Value &unavailable = rolling["maxUnavailable"];
        validateIntOrPercent(errors, at / "maxUnavailable", unavailable);
        if (!unavailable.isNull() && isZero(unavailable))
            errors.invalid(at / "maxUnavailable", unavailable, "cannot be 0");
        validateAtMostAll(errors, at / "maxUnavailable", unavailable);
    }
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const QByteArrayView policy = spec["podManagementPolicy"].text();
    if (policy != "OrderedReady" && policy != "Parallel")
        errors.invalid("spec.podManagementPolicy", spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'");
    validateStrategy(errors, spec["updateStrategy"]);
    for (const char *when : {"whenDeleted", "whenScaled"})
        validateEnum(errors, Path("spec.persistentVolumeClaimRetentionPolicy") / when,
                     spec["persistentVolumeClaimRetentionPolicy"][when], {"Delete", "Retain"});
    validateReplicas(errors, spec);
    validateNotNegative(errors, "spec.ordinals.start", spec["ordinals"]["start"]);
    validateNotNegative(errors, "spec.revisionHistoryLimit", spec["revisionHistoryLimit"]);
    validateSelectorAndTemplate(errors, spec, "StatefulSet");
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    Value spec = document["spec"], oldSpec = old["spec"];
    for (const char *mutableField : {"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
                                     "persistentVolumeClaimRetentionPolicy", "minReadySeconds"}) {
        spec = spec.without(mutableField);
        oldSpec = oldSpec.without(mutableField);
    }
    if (!(spec == oldSpec))
        errors.forbidden("spec",
                         "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                         "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                         "'minReadySeconds' are forbidden");
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &status = document["status"];
    validateCounts(errors, document,
                   {"replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
                    "observedGeneration", "collisionCount"});
    validateAtMostReplicas(errors, status,
                           {"readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"});
    if (status["availableReplicas"].integer() > status["readyReplicas"].integer())
        errors.invalid("status.availableReplicas", status["availableReplicas"],
                       "cannot be greater than status.readyReplicas");
    if (status["collisionCount"].integer() < old["status"]["collisionCount"].integer())
        errors.invalid("status.collisionCount", status["collisionCount"], "cannot be decremented");
}

} // namespace

Resource statefulSet()
{
    Resource resource;
    resource.gvr = {"apps", "v1", "statefulsets"};
    resource.kind = "StatefulSet";
    resource.shortNames = {"sts"};
    resource.categories = {"all"};
    resource.nameRule = NameRule::Label;
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {{"Ready", "string", 0, readyOfReplicas}};
    addTemplateColumns(resource, nullptr);
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.warnings = warnOfTemplate;
    resource.subresources = {scaleSubresource(), statusSubresource("apps/v1", "StatefulSet", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
