// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

#include <QTemporaryDir>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
static const QByteArray tabs = "/apis/stable.example.com/v1/namespaces/default/crontabs";
static const Headers applyType{{"content-type", "application/apply-patch+yaml"}};
static const Headers mergeType{{"content-type", "application/merge-patch+json"}};
static const Headers tableType{{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}};

/// Single quotes read better, and moc takes them.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static const QByteArray schema = q(
    "{'type':'object','properties':{'spec':{'type':'object','description':'What is wanted.','required':['cronSpec'],'properties':{"
    "'cronSpec':{'type':'string','pattern':'^(\\\\d+|\\\\*)(/\\\\d+)?(\\\\s+(\\\\d+|\\\\*)(/\\\\d+)?){4}$'},"
    "'image':{'type':'string'},'replicas':{'type':'integer','minimum':1,'maximum':10,'default':1},"
    "'color':{'type':'string','enum':['red','blue']},'port':{'x-kubernetes-int-or-string':true},"
    "'any':{'type':'object','x-kubernetes-preserve-unknown-fields':true},"
    "'tags':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},"
    "'ports':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],"
    "'items':{'type':'object','required':['name'],'properties':{'name':{'type':'string'},'port':{'type':'integer'},'protocol':{'type':'string','default':'TCP'}}}}}},"
    "'status':{'type':'object','properties':{'replicas':{'type':'integer'},'labelSelector':{'type':'string'},'phase':{'type':'string'}}}}}");

static QByteArray version(const QByteArray &name, bool storage, const QByteArray &more = {}, const QByteArray &withSchema = schema)
{
    return "{\"name\":\"" + name + "\",\"served\":true,\"storage\":" + (storage ? "true" : "false")
        + ",\"schema\":{\"openAPIV3Schema\":" + withSchema + '}' + more + '}';
}

static const QByteArray rich = q(
    ",'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.replicas','statusReplicasPath':'.status.replicas','labelSelectorPath':'.status.labelSelector'}},"
    "'selectableFields':[{'jsonPath':'.spec.color'}],"
    "'additionalPrinterColumns':[{'name':'Spec','type':'string','jsonPath':'.spec.cronSpec'},{'name':'Replicas','type':'integer','jsonPath':'.spec.replicas'},"
    "{'name':'Wide','type':'string','jsonPath':'.spec.image','priority':1},{'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'}]");

static QByteArray definition(const QByteArray &versions, const QByteArray &scope = "Namespaced", const QByteArray &plural = "crontabs",
                             const QByteArray &kind = "CronTab", const QByteArray &shortName = "ct", const QByteArray &group = "stable.example.com")
{
    return q("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'" + plural + '.' + group
             + "'},'spec':{'group':'" + group + "','scope':'" + scope + "','names':{'plural':'" + plural + "','kind':'" + kind + "','shortNames':['"
             + shortName + "'],'categories':['all']},'versions':[")
        + versions + "]}}";
}

static QByteArray tab(const QByteArray &name, const QByteArray &spec = "'cronSpec':'* * * * */5','image':'i'", const QByteArray &metadata = {},
                      const QByteArray &apiVersion = "stable.example.com/v1")
{
    return q("{'apiVersion':'" + apiVersion + "','kind':'CronTab','metadata':{'name':'" + name + '\'' + metadata + "},'spec':{" + spec + "}}");
}

static QByteArray conditionText(const Value &object, const QByteArray &type)
{
    for (const Value &condition : object["status"]["conditions"].items()) {
        if (condition["type"].text() == type)
            return condition["status"].bytes() + ' ' + condition["reason"].bytes() + ' ' + condition["message"].bytes();
    }
    return {};
}

static void establish(TestApi &api, const QByteArray &body)
{
    const Value made = api.expect(201, "POST", crds, body);
    const QByteArray path = crds + '/' + made["metadata"]["name"].bytes();
    QTRY_VERIFY(conditionText(api.expect(200, "GET", path), "Established").startsWith("True"));
}

static QByteArray warnings(const Response &response)
{
    QList<QByteArray> found;
    for (const auto &[name, value] : response.headers.fields()) {
        if (name == "warning")
            found.append(value);
    }
    return found.join(' ');
}

class TestCustomResources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void definitionIsEstablishedAndServed()
    {
        TestApi api;
        api.expect(404, "GET", tabs);
        const Value made = api.expect(201, "POST", crds, definition(version("v1", true, rich)));
        QCOMPARE(made["spec"]["names"]["singular"].text(), "crontab");
        QCOMPARE(made["spec"]["names"]["listKind"].text(), "CronTabList");
        QCOMPARE(made["spec"]["conversion"]["strategy"].text(), "None");
        QCOMPARE(toJson(made["status"]["storedVersions"]), q("['v1']"));
        const QByteArray path = crds + "/crontabs.stable.example.com";
        QTRY_COMPARE(conditionText(api.expect(200, "GET", path), "Established"), "True InitialNamesAccepted the initial names have been accepted");
        const Value now = api.expect(200, "GET", path);
        QCOMPARE(conditionText(now, "NamesAccepted"), "True NoConflicts no conflicts found");
        QCOMPARE(toJson(now["status"]["acceptedNames"]), toJson(now["spec"]["names"]));
        QCOMPARE(now["metadata"]["generation"].integer(), 1);

        // Instances, at once.
        const Value one = api.expect(201, "POST", tabs, tab("one"));
        QCOMPARE(one["spec"]["replicas"].integer(), 1); // the schema's default
        QCOMPARE(one["metadata"]["generation"].integer(), 1);
        const Value list = api.expect(200, "GET", tabs);
        QCOMPARE(list["kind"].text(), "CronTabList");
        QCOMPARE(list["apiVersion"].text(), "stable.example.com/v1");
        QCOMPARE(list["items"].size(), 1);

        // Discovery, plain and aggregated; OpenAPI.
        const Value resources = api.expect(200, "GET", "/apis/stable.example.com/v1");
        QCOMPARE(toJson(resources["resources"].at(0)),
                 q("{'name':'crontabs','singularName':'crontab','namespaced':true,'kind':'CronTab',"
                   "'verbs':['create','delete','deletecollection','get','list','patch','update','watch'],'shortNames':['ct'],'categories':['all']}"));
        QCOMPARE(resources["resources"].size(), 3);
        QVERIFY(api.send("GET", "/apis", {}, {{"accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"}}).json().contains("crontabs"));
        const Value openApi = api.expect(200, "GET", "/openapi/v3/apis/stable.example.com/v1");
        const Value &kind = openApi["components"]["schemas"]["com.example.stable.v1.CronTab"];
        QCOMPARE(kind["properties"]["spec"]["description"].text(), "What is wanted.");
        QVERIFY(kind["properties"].contains("metadata"));
        QCOMPARE(kind["x-kubernetes-group-version-kind"].at(0)["kind"].text(), "CronTab");
        const Value v2 = api.expect(200, "GET", "/openapi/v2");
        QCOMPARE(v2["definitions"]["com.example.stable.v1.CronTab"]["properties"]["spec"]["properties"]["replicas"]["type"].text(), "integer");
        QVERIFY(api.expect(200, "GET", "/openapi/v3")["paths"].contains("apis/stable.example.com/v1"));
    }

    void badDefinitionsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("problem");
        const QByteArray good = definition(version("v1", true));
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &problem) { QTest::newRow(name) << body << problem; };
        row("name", QByteArray(good).replace("crontabs.stable.example.com", "tabs.stable.example.com"),
            q("metadata.name: Invalid value: 'tabs.stable.example.com': must be spec.names.plural+'.'+spec.group"));
        row("scope", definition(version("v1", true), "Galaxy"), q("spec.scope: Unsupported value: 'Galaxy': supported values: 'Cluster', 'Namespaced'"));
        row("no storage", definition(version("v1", false)), "must have exactly one version marked as storage version");
        row("two storages", definition(version("v1", true) + ',' + version("v2", true)), "must have exactly one version marked as storage version");
        row("twice the same version", definition(version("v1", true) + ',' + version("v1", false)), "must contain unique version names");
        row("no schema", definition(q("{'name':'v1','served':true,'storage':true}")),
            "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required");
        row("not structural", definition(version("v1", true, {}, q("{'type':'object','properties':{'spec':{}}}"))),
            "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields");
        row("not structural in one version", definition(version("v1", true) + ',' + version("v2", false, {}, "{}")),
            "spec.versions[1].schema.openAPIV3Schema.type: Required value: must not be empty at the root");
        row("preserves all", QByteArray(good).replace(q("'scope'"), q("'preserveUnknownFields':true,'scope'")),
            "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        row("protected group", definition(version("v1", true), "Namespaced", "crontabs", "CronTab", "ct", "stable.k8s.io"),
            "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation");
        row("scale path", definition(version("v1", true, q(",'subresources':{'scale':{'specReplicasPath':'.status.x','statusReplicasPath':'.status.replicas'}}"))),
            q("spec.subresources.scale.specReplicasPath: Invalid value: '.status.x': should be a json path under .spec"));
        row("column type", definition(version("v1", true, q(",'additionalPrinterColumns':[{'name':'A','type':'text','jsonPath':'.a'}]"))),
            q("spec.additionalPrinterColumns[0].type: Invalid value: 'text': must be one of boolean,date,integer,number,string"));
        row("selectable field", definition(version("v1", true, q(",'selectableFields':[{'jsonPath':'.spec.ports'}]"))),
            "spec.selectableFields[0].jsonPath: Invalid value: \".spec.ports\": must point to a field of type string, boolean or integer");
        row("conversion webhook", QByteArray(definition(version("v1", true) + ',' + version("v2", false)))
                                      .replace(q("'scope'"), q("'conversion':{'strategy':'Webhook','webhook':{'clientConfig':{'url':'https://x/'},'conversionReviewVersions':['v1']}},'scope'")),
            "spec.conversion.strategy: Forbidden: this server converts between versions by strategy None only");
    }
    void badDefinitionsAreRefused()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, problem);
        static TestApi api;
        const Value refused = api.expect(422, "POST", crds, body);
        QVERIFY2(refused["message"].text().contains(problem), refused["message"].bytes().constData());
    }

    void definitionsChangeOnlyAsTheyMay()
    {
        TestApi api;
        establish(api, definition(version("v1", true)));
        const QByteArray path = crds + "/crontabs.stable.example.com";
        const Value refused = api.expect(422, "PATCH", path, q("{'spec':{'scope':'Cluster','names':{'kind':'Other'}}}"), mergeType);
        QVERIFY(refused["message"].text().contains(q("spec.scope: Invalid value: 'Cluster': field is immutable")));
        QVERIFY(refused["message"].text().contains(q("spec.names.kind: Invalid value: 'Other': field is immutable")));
        // A version that objects may be kept in can't go.
        const Value gone = api.expect(422, "PATCH", path, q("{'spec':{'versions':[") + version("v2", true) + "]}}", mergeType);
        QVERIFY2(gone["message"].text().contains(q("status.storedVersions[0]: Invalid value: 'v1': must appear in spec.versions")), gone["message"].bytes());
        // A stricter schema counts from the next write on; what does not change may stay.
        api.expect(201, "POST", tabs, tab("old", "'cronSpec':'* * * * *','replicas':9"));
        QByteArray strict = schema;
        strict.replace("\"maximum\":10", "\"maximum\":5");
        api.expect(200, "PATCH", path, q("{'spec':{'versions':[") + version("v1", true, {}, strict) + "]}}", mergeType);
        QTRY_COMPARE(api.send("POST", tabs, tab("new", "'cronSpec':'* * * * *','replicas':9")).status, 422);
        api.expect(200, "PATCH", tabs + "/old", q("{'spec':{'image':'j'}}"), mergeType);
        api.expect(422, "PATCH", tabs + "/old", q("{'spec':{'replicas':8}}"), mergeType);
    }

    void namesConflict()
    {
        TestApi api;
        establish(api, definition(version("v1", true)));
        api.expect(201, "POST", crds, definition(version("v1", true), "Namespaced", "tables", "CronTab", "ta"));
        const QByteArray other = crds + "/tables.stable.example.com";
        QTRY_COMPARE(conditionText(api.expect(200, "GET", other), "NamesAccepted"), "False ListKindConflict \"CronTabList\" is already in use");
        QCOMPARE(conditionText(api.expect(200, "GET", other), "Established"), "False NotAccepted not all names are accepted");
        api.expect(404, "GET", "/apis/stable.example.com/v1/tables");
        // When the other goes, its names are free.
        api.expect(200, "DELETE", crds + "/crontabs.stable.example.com");
        QTRY_VERIFY(conditionText(api.expect(200, "GET", other), "Established").startsWith("True"));
        QTRY_COMPARE(api.send("GET", "/apis/stable.example.com/v1/tables").status, 200);
        QTRY_COMPARE(api.send("GET", tabs).status, 404);
    }

    void namesAreGivenOnce()
    {
        TestApi api;
        // Both come before either is looked at.
        const auto first = api.start("POST", crds, definition(version("v1", true), "Namespaced", "as", "Same", "a"));
        const auto second = api.start("POST", crds, definition(version("v1", true), "Namespaced", "bs", "Same", "b"));
        QTRY_VERIFY(first->answers && second->answers);
        const auto established = [&] {
            int count = 0, judged = 0;
            for (const char *name : {"/as.stable.example.com", "/bs.stable.example.com"}) {
                const QByteArray text = conditionText(api.expect(200, "GET", crds + name), "Established");
                count += text.startsWith("True");
                judged += !text.isEmpty();
            }
            return judged == 2 ? count : -1;
        };
        QTRY_COMPARE(established(), 1);
        api.settle();
        QCOMPARE(established(), 1);
        // What is in storedVersions is what may be stored.
        const Value refused = api.expect(422, "PATCH", crds + "/as.stable.example.com/status", q("{'status':{'storedVersions':['v7']}}"), mergeType);
        QVERIFY(refused["message"].text().contains("must appear in spec.versions"));
    }

    void namesOfBuiltInKindsStayTheirs()
    {
        TestApi api;
        api.expect(201, "POST", "/apis/orrery.dev/v1/machines", q("{'metadata':{'name':'m'},'spec':{'provider':'hollow'}}"));
        api.expect(201, "POST", crds, definition(version("v1", true) + ',' + version("v2", false), "Cluster", "machines", "Gadget", "ga", "orrery.dev"));
        const QByteArray path = crds + "/machines.orrery.dev";
        QTRY_COMPARE(conditionText(api.expect(200, "GET", path), "NamesAccepted"), q("False PluralConflict 'machines' is already in use"));
        // Not even for who says that it is established.
        Value faked = api.expect(200, "GET", path);
        faked = faked.withPath({"status", "conditions"}, Value::array({Value::object({{"type", "Established"}, {"status", "True"}})}))
                    .withPath({"status", "acceptedNames", "plural"}, "machines");
        api.expect(200, "PUT", path + "/status", toJson(faked));
        QTRY_VERIFY(conditionText(api.expect(200, "GET", path), "NamesAccepted").startsWith("False"));
        api.expect(404, "GET", "/apis/orrery.dev/v2/machines");
        api.expect(200, "DELETE", path);
        QTRY_COMPARE(api.send("GET", path).status, 404);
        api.expect(200, "GET", "/apis/orrery.dev/v1/machines/m");
    }

    void namesMayChange()
    {
        TestApi api;
        establish(api, definition(version("v1", true)));
        const QByteArray path = crds + "/crontabs.stable.example.com";
        api.expect(201, "POST", tabs, tab("one"));
        api.expect(200, "PATCH", path, q("{'spec':{'names':{'shortNames':['cron'],'categories':null}}}"), mergeType);
        QTRY_COMPARE(toJson(api.expect(200, "GET", "/apis/stable.example.com/v1")["resources"].at(0)["shortNames"]), q("['cron']"));
        QVERIFY(!api.expect(200, "GET", path)["status"]["acceptedNames"].contains("categories"));
        api.expect(200, "GET", tabs + "/one");
    }

    void instancesAreJudged()
    {
        TestApi api;
        establish(api, definition(version("v1", true, rich)));
        const Value refused = api.expect(422, "POST", tabs, tab("bad", "'cronSpec':'x','replicas':11,'color':'green','port':true"));
        QCOMPARE(refused["message"].bytes(),
                 q("CronTab.stable.example.com 'bad' is invalid: [spec.cronSpec: Invalid value: 'x': spec.cronSpec in body should match `^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$`, "
                   "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10, spec.color: Unsupported value: 'green': supported values: 'red', 'blue', "
                   "spec.port: Invalid value: 'boolean': spec.port in body must be of type integer,string: 'boolean']").replace('`', "'"));
        api.expect(422, "POST", tabs, tab("bad", "'image':'i'"));
        api.expect(422, "POST", tabs, tab("Bad_Name"));

        // Unknown fields: dropped with a warning, refused, or dropped in silence.
        const QByteArray more = "'cronSpec':'* * * * *','nope':1,'any':{'thing':{'is':'kept'}},'ports':[{'name':'a','what':1}]";
        const Response warned = api.send("POST", tabs, tab("one", more));
        QCOMPARE(warned.status, 201);
        QCOMPARE(warnings(warned), q("299 - 'unknown field \\'spec.nope\\'' 299 - 'unknown field \\'spec.ports[0].what\\''"));
        const Value one = api.expect(200, "GET", tabs + "/one");
        QCOMPARE(toJson(one["spec"]), q("{'cronSpec':'* * * * *','any':{'thing':{'is':'kept'}},'ports':[{'name':'a','protocol':'TCP'}],'replicas':1}"));
        const Value strict = api.expect(400, "POST", tabs + "?fieldValidation=Strict", tab("two", more));
        QCOMPARE(strict["message"].text(),
                 q("CronTab in version 'v1' cannot be handled as a CronTab: strict decoding error: unknown field 'spec.nope', unknown field 'spec.ports[0].what'"));
        QCOMPARE(warnings(api.send("POST", tabs + "?fieldValidation=Ignore", tab("two", more))), "");

        // Patches: JSON and merge, not strategic.
        api.expect(200, "PATCH", tabs + "/one", q("[{'op':'add','path':'/spec/color','value':'red'}]"), {{"content-type", "application/json-patch+json"}});
        api.expect(415, "PATCH", tabs + "/one", "{}", {{"content-type", "application/strategic-merge-patch+json"}});
        api.expect(415, "PUT", tabs + "/one", "k8s", {{"content-type", "application/vnd.kubernetes.protobuf"}});
        // An update needs the version that it is made from.
        api.expect(422, "PUT", tabs + "/one", tab("one"));
    }

    void statusScaleAndGeneration()
    {
        TestApi api;
        establish(api, definition(version("v1", true, rich)));
        const Value made = api.expect(201, "POST", tabs, q("{'metadata':{'name':'one'},'spec':{'cronSpec':'* * * * *'},'status':{'phase':'Sneaky'}}"));
        QVERIFY(made["status"].isNull());
        const Value status = api.expect(200, "PATCH", tabs + "/one/status", q("{'spec':{'replicas':5},'status':{'replicas':2,'labelSelector':'a=b','junk':1}}"), mergeType);
        QCOMPARE(toJson(status["status"]), q("{'replicas':2,'labelSelector':'a=b'}"));
        QCOMPARE(status["spec"]["replicas"].integer(), 1);
        QCOMPARE(status["metadata"]["generation"].integer(), 1);
        api.expect(422, "PATCH", tabs + "/one/status", q("{'status':{'replicas':'two'}}"), mergeType);
        QCOMPARE(api.expect(200, "PATCH", tabs + "/one", q("{'metadata':{'labels':{'x':'y'}},'status':{'replicas':7}}"), mergeType)["metadata"]["generation"].integer(), 1);

        const Value scale = api.expect(200, "GET", tabs + "/one/scale");
        QCOMPARE(scale["apiVersion"].text(), "autoscaling/v1");
        QCOMPARE(toJson(scale["spec"]), q("{'replicas':1}"));
        QCOMPARE(toJson(scale["status"]), q("{'replicas':2,'selector':'a=b'}"));
        QCOMPARE(api.expect(200, "PATCH", tabs + "/one/scale", q("{'spec':{'replicas':3}}"), mergeType)["spec"]["replicas"].integer(), 3);
        const Value scaled = api.expect(200, "GET", tabs + "/one");
        QCOMPARE(scaled["spec"]["replicas"].integer(), 3);
        QCOMPARE(scaled["metadata"]["generation"].integer(), 2);
        const Value refused = api.expect(422, "PATCH", tabs + "/one/scale", q("{'spec':{'replicas':30}}"), mergeType);
        QVERIFY(refused["message"].text().contains("spec.replicas in body should be less than or equal to 10"));

        // Without the subresource, status is a member like any other.
        establish(api, definition(version("v1", true), "Cluster", "plains", "Plain", "pl"));
        const QByteArray plains = "/apis/stable.example.com/v1/plains";
        QCOMPARE(api.expect(201, "POST", plains, q("{'metadata':{'name':'p'},'spec':{'cronSpec':'* * * * *'},'status':{'phase':'Up'}}"))["status"]["phase"].text(), "Up");
        QCOMPARE(api.expect(200, "PATCH", plains + "/p", q("{'status':{'phase':'Down'}}"), mergeType)["metadata"]["generation"].integer(), 2);
        api.expect(404, "GET", plains + "/p/status");
    }

    void tablesAndSelectors()
    {
        TestApi api;
        establish(api, definition(version("v1", true, rich)));
        api.expect(201, "POST", tabs, tab("one", "'cronSpec':'* * * * *','color':'red'", ",'labels':{'a':'b'}"));
        api.expect(201, "POST", tabs, tab("two", "'cronSpec':'* * * * *','color':'blue'"));
        const Value table = api.expect(200, "GET", tabs, {}, tableType);
        QList<QByteArray> names;
        for (const Value &column : table["columnDefinitions"].items())
            names.append(column["name"].bytes());
        QCOMPARE(names.join(' '), "Name Spec Replicas Wide Age");
        QCOMPARE(toJson(table["rows"].at(0)["cells"]), q("['one','* * * * *',1,null,'0s']"));
        QCOMPARE(table["columnDefinitions"].at(3)["priority"].integer(), 1);
        QCOMPARE(api.expect(200, "GET", tabs + "?fieldSelector=spec.color%3Dred")["items"].size(), 1);
        QCOMPARE(api.expect(200, "GET", tabs + "?labelSelector=a%3Db")["items"].size(), 1);
        const Value unknown = api.expect(400, "GET", tabs + "?fieldSelector=spec.image%3Di");
        QVERIFY(unknown["message"].text().contains("field label not supported: spec.image"));
    }

    void serverSideApplyKnowsTheLists()
    {
        TestApi api;
        establish(api, definition(version("v1", true, rich)));
        const auto apply = [&](int status, const QByteArray &manager, const QByteArray &spec, const QByteArray &query = {}) {
            return api.expect(status, "PATCH", tabs + "/one?fieldManager=" + manager + query, tab("one", spec), applyType);
        };
        apply(201, "a", "'cronSpec':'* * * * *','tags':['x'],'ports':[{'name':'http','port':80}]");
        const Value both = apply(200, "b", "'tags':['y'],'ports':[{'name':'tls','port':443}]");
        QCOMPARE(toJson(both["spec"]["tags"]), q("['x','y']"));
        QCOMPARE(toJson(both["spec"]["ports"]), q("[{'name':'http','port':80,'protocol':'TCP'},{'name':'tls','port':443,'protocol':'TCP'}]"));
        const Value conflict = apply(409, "b", "'ports':[{'name':'http','port':81}]");
        QVERIFY2(conflict["message"].text().contains(q(".spec.ports[name='http'].port")), conflict["message"].bytes());
        // Who no longer says it gives it up.
        QCOMPARE(apply(200, "b", "'tags':['y']")["spec"]["ports"].size(), 1);
        const Value refused = apply(500, "b", "'nope':1");
        QVERIFY2(refused["message"].text().contains(".spec.nope: field not declared in schema"), refused["message"].bytes());
    }

    void versionsAreOneKind()
    {
        TestApi api;
        const QByteArray alpha = q(",'deprecated':true,'additionalPrinterColumns':[{'name':'Image','type':'string','jsonPath':'.spec.image'}]");
        establish(api, definition(version("v1alpha1", false, alpha) + ',' + version("v1", true, rich) + ',' + version("v2beta1", false)));
        const QByteArray old = "/apis/stable.example.com/v1alpha1/namespaces/default/crontabs";
        const Value groups = api.expect(200, "GET", "/apis/stable.example.com");
        QList<QByteArray> versions;
        for (const Value &one : groups["versions"].items())
            versions.append(one["version"].bytes());
        QCOMPARE(versions.join(' '), "v1 v2beta1 v1alpha1");
        QCOMPARE(groups["preferredVersion"]["version"].text(), "v1");

        const auto watch = api.start("GET", tabs + "?watch=1&resourceVersion=0");
        const auto oldWatch = api.start("GET", old + "?watch=1&resourceVersion=0");
        const Response made = api.send("POST", old, tab("one", "'cronSpec':'* * * * *','image':'i'", {}, "stable.example.com/v1alpha1"));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.object.apiVersion(), "stable.example.com/v1alpha1");
        QCOMPARE(warnings(made), "299 - \"stable.example.com/v1alpha1 CronTab is deprecated\"");
        QCOMPARE(api.expect(200, "GET", tabs + "/one")["apiVersion"].text(), "stable.example.com/v1");
        QCOMPARE(api.expect(200, "GET", old)["items"].at(0)["apiVersion"].text(), "stable.example.com/v1alpha1");
        QCOMPARE(api.store->get("/registry/crontabs.stable.example.com/default/one")->object.apiVersion(), "stable.example.com/v1");
        QTRY_COMPARE(watch->stream->types(), "ADDED:one");
        QTRY_COMPARE(oldWatch->stream->types(), "ADDED:one");
        QVERIFY(watch->stream->frames[0].json.contains(q("'apiVersion':'stable.example.com/v1'")));
        QVERIFY(oldWatch->stream->frames[0].json.contains(q("'apiVersion':'stable.example.com/v1alpha1'")));
        const Value entry = api.expect(200, "GET", tabs + "/one")["metadata"]["managedFields"].at(0);
        QCOMPARE(entry["apiVersion"].text(), "stable.example.com/v1alpha1");

        // Another storage version: what was written before is read as before; the old version stays in storedVersions.
        const QByteArray path = crds + "/crontabs.stable.example.com";
        const Value moved = api.expect(200, "PATCH", path, q("{'spec':{'versions':[") + version("v1", false, rich) + ',' + version("v2beta1", true) + "]}}", mergeType);
        QCOMPARE(toJson(moved["status"]["storedVersions"]), q("['v1','v2beta1']"));
        QTRY_COMPARE(api.send("GET", old).status, 404);
        QTRY_VERIFY(oldWatch->stream->ended); // of a version that is served no more
        QCOMPARE(api.expect(200, "GET", "/apis/stable.example.com/v2beta1/namespaces/default/crontabs/one")["apiVersion"].text(), "stable.example.com/v2beta1");
        api.expect(200, "PATCH", tabs + "/one", q("{'spec':{'image':'j'}}"), mergeType);
        QCOMPARE(api.store->get("/registry/crontabs.stable.example.com/default/one")->object.apiVersion(), "stable.example.com/v2beta1");
    }

    void deletionTakesTheInstances()
    {
        TestApi api;
        establish(api, definition(version("v1", true)));
        api.expect(201, "POST", tabs, tab("one"));
        api.expect(201, "POST", tabs, tab("held", "'cronSpec':'* * * * *'", ",'finalizers':['example.com/mine']"));
        const QByteArray path = crds + "/crontabs.stable.example.com";
        const Value going = api.expect(200, "DELETE", path);
        QVERIFY(toJson(going).contains("customresourcecleanup.apiextensions.k8s.io"));
        QTRY_COMPARE(api.send("GET", tabs + "/one").status, 404);
        QTRY_VERIFY(conditionText(api.expect(200, "GET", path), "Terminating").startsWith("True InstanceDeletionInProgress"));
        const Value held = api.expect(200, "GET", tabs + "/held");
        QVERIFY(!held["metadata"]["deletionTimestamp"].isNull());
        api.expect(405, "POST", tabs, tab("late"));
        api.expect(200, "PATCH", tabs + "/held", q("{'metadata':{'finalizers':null}}"), mergeType);
        QTRY_COMPARE(api.send("GET", path).status, 404);
        QTRY_COMPARE(api.send("GET", tabs).status, 404);
        QVERIFY(!api.send("GET", "/apis").json().contains("stable.example.com"));
        QVERIFY(!api.send("GET", "/openapi/v2").json().contains("CronTab"));

        // The same once more, with another scope.
        establish(api, definition(version("v1", true), "Cluster"));
        QCOMPARE(api.expect(200, "GET", "/apis/stable.example.com/v1/crontabs")["items"].size(), 0);
    }

    void rolesCount()
    {
        TestApi api;
        establish(api, definition(version("v1", true)));
        const User eve{"eve", {}, {"system:authenticated"}, {}};
        const Value refused = api.expect(403, "GET", tabs, {}, {}, eve);
        QVERIFY(refused["message"].text().contains(q("cannot list resource 'crontabs' in API group 'stable.example.com'")));
        api.expect(201, "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
                   q("{'metadata':{'name':'r'},'rules':[{'apiGroups':['stable.example.com'],'resources':['crontabs'],'verbs':['list']}]}"));
        api.expect(201, "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
                   q("{'metadata':{'name':'r'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'eve','apiGroup':'rbac.authorization.k8s.io'}]}"));
        api.expect(200, "GET", tabs, {}, {}, eve);
    }

    void restart()
    {
        QTemporaryDir dir;
        ManualClock clock;
        streams::Streams streams;
        store::Options options;
        options.path = dir.filePath("state.db");
        options.fast = true;
        const auto ask = [](apiserver::ApiServer &server, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
            Request request;
            request.method = method;
            request.path = path;
            request.body = body;
            request.user = TestApi::admin();
            request.headers.add("content-type", "application/json");
            auto exchange = std::make_shared<TestExchange>(request);
            server.handle(exchange);
            if (!QTest::qWaitFor([&] { return exchange->answers > 0; }, 10'000))
                qFatal("no answer");
            return exchange->response;
        };
        constexpr int many = 50;
        {
            const auto store = store::Store::open(options, clock).value();
            apiserver::ApiServer server({*store, clock, streams});
            server.start();
            for (int i = 0; i < many; ++i) {
                const QByteArray n = QByteArray::number(i);
                QCOMPARE(ask(server, "POST", crds, definition(version("v1", true, rich), "Namespaced", "kind" + n + "s", "Kind" + n, "k" + n)).status, 201);
            }
            const QByteArray last = crds + "/kind49s.stable.example.com";
            QTRY_VERIFY(conditionText(*parseJson(ask(server, "GET", last).json()), "Established").startsWith("True"));
            QCOMPARE(ask(server, "POST", "/apis/stable.example.com/v1/namespaces/default/kind7s", q("{'metadata':{'name':'one'},'spec':{'cronSpec':'* * * * *'}}")).status, 201);
        }
        const auto store = store::Store::open(options, clock).value();
        const qint64 revision = store->visibleRevision();
        apiserver::ApiServer server({*store, clock, streams});
        server.start();
        // Served from the first moment on, before anything has been waited for.
        Request request;
        request.path = "/apis/stable.example.com/v1/namespaces/default/kind7s/one";
        request.user = TestApi::admin();
        auto exchange = std::make_shared<TestExchange>(request);
        server.handle(exchange);
        QCOMPARE(exchange->answers, 1);
        QCOMPARE(exchange->response.object.spec()["replicas"].integer(), 1);
        QCOMPARE(parseJson(ask(server, "GET", "/apis/stable.example.com/v1").json())->operator[]("resources").size(), many * 3);
        // And nothing about them was written again.
        ask(server, "GET", crds);
        store::ListRange range;
        range.prefix = "/registry/customresourcedefinitions.apiextensions.k8s.io/";
        const store::Listing all = store->list(range).value();
        for (const store::Entry &entry : all.entries)
            QVERIFY(entry.revision <= revision);
    }

    void whatIsNotEvaluatedIsSaid()
    {
        TestApi api;
        QByteArray odd = schema;
        odd.replace(q("'image':{'type':'string'}"),
                    q("'image':{'type':'string','format':'zodiac'},'x':{'type':'integer','x-kubernetes-validations':[{'rule':'self > 1'}]},"
                      "'y':{'type':'integer','x-kubernetes-validations':[{'rule':'self > 2'}]}"));
        const Response made = api.send("POST", crds, definition(version("v1", true, {}, odd)));
        QCOMPARE(made.status, 201);
        QCOMPARE(warnings(made),
                 "299 - \"spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[image].format: unrecognized format \\\"zodiac\\\"\" "
                 "299 - \"x-kubernetes-validations: the rules are kept, but this server does not evaluate CEL\"");
        QCOMPARE(made.object.spec()["versions"].at(0)["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]["x"]["x-kubernetes-validations"].size(), 1);
    }

    void hostileDefinitions()
    {
        TestApi api;
        // As deep as JSON may be.
        QByteArray deep = q("{'type':'object'}");
        for (int i = 0; i < 60; ++i)
            deep = q("{'type':'object','properties':{'a':") + deep + "}}";
        establish(api, definition(version("v1", true, {}, deep)));
        QByteArray instance = "1";
        for (int i = 0; i < 60; ++i)
            instance = q("{'a':") + instance + '}';
        const QByteArray head = q("{'metadata':{'name':'deep'},");
        api.expect(422, "POST", tabs, head + instance.mid(1));
        for (int i = 0; i < 200; ++i)
            deep = q("{'type':'object','properties':{'a':") + deep + "}}";
        QCOMPARE(api.send("POST", crds, definition(version("v1", true, {}, deep), "Cluster", "deeps", "Deep", "dp")).status, 400);
        // Thousands of mistakes are not all told.
        QByteArray wrong = q("{'type':'object','properties':{'a0':{}");
        for (int i = 1; i < 5000; ++i)
            wrong += ",\"a" + QByteArray::number(i) + "\":{}";
        const Value refused = api.expect(422, "POST", crds, definition(version("v1", true, {}, wrong + "}}"), "Cluster", "wrongs", "Wrong", "wr"));
        QVERIFY(refused["details"]["causes"].size() < 300);
    }
};

QTEST_GUILESS_MAIN(TestCustomResources)
#include "tst_customresources.moc"
