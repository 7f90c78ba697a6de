// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/nodeselector.h"

namespace orrery::resources {

using namespace api;

namespace {

void validateExpression(FieldErrors &errors, const Path &path, const Value &expression)
{
    const QByteArrayView op = expression["operator"].text();
    const Value &values = expression["values"];
    if (op == "In" || op == "NotIn") {
        if (values.isEmpty())
            errors.required(path / "values", "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (op == "Exists" || op == "DoesNotExist") {
        if (!values.isEmpty())
            errors.forbidden(path / "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else if (op == "Gt" || op == "Lt") {
        if (values.size() != 1)
            errors.required(path / "values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
    } else {
        errors.invalid(path / "operator", expression["operator"].isNull() ? Value("") : expression["operator"],
                       "not a valid selector operator");
    }
    validateText(errors, path / "key", expression["key"], qualifiedNameProblem);
}

void validateField(FieldErrors &errors, const Path &path, const Value &field)
{
    const QByteArrayView op = field["operator"].text();
    if (op != "In" && op != "NotIn")
        errors.invalid(path / "operator", field["operator"].isNull() ? Value("") : field["operator"],
                       "not a valid selector operator");
    else if (field["values"].size() != 1)
        errors.required(path / "values",
                        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    if (field["key"].text() != "metadata.name") {
        errors.invalid(path / "key", field["key"], "not a valid field selector key");
        return;
    }
    eachItem(path / "values", field["values"],
             [&](const Value &value, const Path &at) { validateText(errors, at, value, subdomainProblem); });
}

} // namespace

void validateNodeSelectorTerm(FieldErrors &errors, const Path &path, const Value &term)
{
    eachItem(path / "matchExpressions", term["matchExpressions"],
             [&](const Value &one, const Path &at) { validateExpression(errors, at, one); });
    eachItem(path / "matchFields", term["matchFields"],
             [&](const Value &one, const Path &at) { validateField(errors, at, one); });
}

void validateNodeSelector(FieldErrors &errors, const Path &path, const Value &selector)
{
    const Path terms = path / "nodeSelectorTerms";
    if (selector["nodeSelectorTerms"].isEmpty())
        errors.required(terms, "must have at least one node selector term");
    eachItem(terms, selector["nodeSelectorTerms"],
             [&](const Value &term, const Path &at) { validateNodeSelectorTerm(errors, at, term); });
}

} // namespace orrery::resources
