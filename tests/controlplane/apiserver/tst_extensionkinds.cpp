// SPDX-License-Identifier: GPL-3.0-only
#include "kindcases.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

// moc takes "//" and "/*" in raw strings for comments: such strings are ordinary ones here.

static const QByteArray admission = "/apis/admissionregistration.k8s.io/v1/";
static const QByteArray mutating = admission + "mutatingwebhookconfigurations";
static const QByteArray validating = admission + "validatingwebhookconfigurations";

/// A webhook with some members other than usual.
static QByteArray hooks(const QByteArray &members, QByteArray without = {})
{
    QByteArray all;
    const std::pair<QByteArray, QByteArray> usual[] = {
        {"name", R"("a.example.com")"},
        {"sideEffects", R"("None")"},
        {"admissionReviewVersions", R"(["v1"])"},
        {"clientConfig", R"({"service":{"namespace":"n","name":"s"}})"},
        {"rules", R"([{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}])"},
    };
    for (const auto &[name, value] : usual) {
        if (!members.startsWith('"' + name + '"') && name != without)
            all += (all.isEmpty() ? "\"" : ",\"") + name + "\":" + value;
    }
    return named("x", "\"webhooks\":[{" + all + (members.isEmpty() ? "" : "," + members) + "}]");
}

static QByteArray rule(const QByteArray &resources, const QByteArray &operations = R"(["CREATE"])")
{
    return hooks(R"("rules":[{"operations":)" + operations + R"(,"apiGroups":[""],"apiVersions":["v1"],"resources":)"
                 + resources + "}]");
}

/// The kinds that extend the server: webhooks, admission policies, APIServices.
class TestExtensionKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        defaultsColumns();
        defaultsRow(
            "mutating", mutating, hooks({}), "webhooks",
            R"([{"name":"a.example.com","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"service":{"namespace":"n","name":"s","port":443}},"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"scope":"*"}],"failurePolicy":"Fail","matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{},"timeoutSeconds":10,"reinvocationPolicy":"Never"}])");
        defaultsRow("validating", validating, hooks("\"clientConfig\":{\"url\":\"https://h/p\"}"), "webhooks",
                    "[{\"name\":\"a.example.com\",\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"],"
                    "\"clientConfig\":{\"url\":\"https://h/"
                    "p\"},\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],"
                    "\"resources\":[\"pods\"],\"scope\":\"*\"}],\"failurePolicy\":\"Fail\",\"matchPolicy\":"
                    "\"Equivalent\",\"namespaceSelector\":{},\"objectSelector\":{},\"timeoutSeconds\":10}]");
    }
    void defaults() { checkDefaults(m_api); }

    void invalid_data()
    {
        invalidColumns();
        invalidRow(
            "name", validating, hooks(R"("name":"a.b")"),
            R"(webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots)");
        invalidRow("no name", mutating, hooks(R"("name":"")"), "webhooks[0].name: Required value");
        invalidRow("no side effects", validating, hooks({}, "sideEffects"),
                   "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun");
        invalidRow("side effects", validating, hooks(R"("sideEffects":"Some")"),
                   R"(webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun")");
        invalidRow("timeout", validating, hooks(R"("timeoutSeconds":31)"),
                   "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds");
        invalidRow("client", validating, hooks(R"("clientConfig":{})"),
                   "webhooks[0].clientConfig: Required value: exactly one of url or service is required");
        invalidRow("url", validating, hooks("\"clientConfig\":{\"url\":\"http://h\"}"),
                   "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; "
                   "desired format: https://host[/path]");
        invalidRow(
            "user", validating, hooks("\"clientConfig\":{\"url\":\"https://u:p@h?a\"}"),
            R"([webhooks[0].clientConfig.url: Invalid value: "u:p": user information is not permitted in the URL, webhooks[0].clientConfig.url: Invalid value: "a": query parameters are not permitted in the URL])");
        invalidRow(
            "service", validating,
            hooks(R"("clientConfig":{"service":{"namespace":"n","name":"","path":"x","port":0}})"),
            R"([webhooks[0].clientConfig.service.name: Required value: service name is required, webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive, webhooks[0].clientConfig.service.path: Invalid value: "x": must start with a '/',...)");
        invalidRow(
            "versions", validating, hooks(R"("admissionReviewVersions":["v2"])"),
            R"(webhooks[0].admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1)");
        invalidRow("no versions", validating, hooks({}, "admissionReviewVersions"),
                   "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1");
        invalidRow(
            "operation", validating, rule(R"(["pods"])", R"(["READ"])"),
            R"(webhooks[0].rules[0].operations[0]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE")");
        invalidRow(
            "operations", validating, rule(R"(["pods"])", R"(["*","CREATE"])"),
            R"(webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if '*' is present, must not specify other operations)");
        invalidRow("resources", validating, rule("[\"pods/*\",\"pods/log\"]"),
                   "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/log\": if 'pods/*' is present, must not "
                   "specify pods/log");
        invalidRow(
            "all resources", validating, rule(R"(["*","pods"])"),
            R"(webhooks[0].rules[0].resources: Invalid value: ["*","pods"]: if '*' is present, must not specify other resources without subresources)");
        invalidRow("condition", validating, hooks(R"("matchConditions":[{"name":"a","expression":" "}])"),
                   "webhooks[0].matchConditions[0].expression: Required value");
        invalidRow(
            "policy", mutating, hooks(R"("reinvocationPolicy":"Always")"),
            R"(webhooks[0].reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never")");
    }
    void invalid() { checkInvalid(m_api); }

    void tables_data()
    {
        tableColumns();
        tableRow("mutating", mutating, hooks({}), {}, "Name Webhooks Age", R"(["x",1,"0s"])");
        tableRow("validating", validating, hooks({}), {}, "Name Webhooks Age", R"(["x",1,"0s"])");
    }
    void tables() { checkTable(); }

    void generations()
    {
        TestApi api;
        QCOMPARE(api.expect(201, "POST", validating, hooks({}))["metadata"]["generation"].integer(), 1);
        const Value labelled
            = api.expect(200, "PATCH", validating + "/x", R"({"metadata":{"labels":{"a":"b"}}})", mergePatch);
        QCOMPARE(labelled["metadata"]["generation"].integer(), 1);
        const Value changed = api.expect(200, "PATCH", validating + "/x", R"({"webhooks":[]})", mergePatch);
        QCOMPARE(changed["metadata"]["generation"].integer(), 2);
    }
};

QTEST_GUILESS_MAIN(TestExtensionKinds)
#include "tst_extensionkinds.moc"
