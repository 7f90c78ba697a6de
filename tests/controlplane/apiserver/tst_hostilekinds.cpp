// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

#include "controlplane/api/schema.h"

#include <QRandomGenerator>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

/// Documents of a type's shape with contents that nobody means: empty, huge, negative, malformed. The same for the same
/// seed.
class Hostile final
{
public:
    explicit Hostile(quint32 seed)
        : m_random(seed)
    {
    }

    Value document(const Schema::Type &type, const QByteArray &name)
    {
        Value out = object(type, 0);
        Value metadata = Value::object({{"name", name}});
        if (chance(4))
            metadata = metadata.with("labels", Value::object({{text(), text()}}));
        if (chance(6))
            metadata = metadata.with("annotations", Value::object({{text(), text()}}));
        return out.without("apiVersion").without("kind").with("metadata", metadata);
    }

private:
    bool chance(int one) { return m_random.bounded(one) == 0; }

    QByteArray text()
    {
        static const QList<QByteArray> texts{"",
                                             "a",
                                             "x",
                                             "*",
                                             "/",
                                             "//",
                                             "a/b",
                                             "a/b/c",
                                             "..",
                                             "-",
                                             "A b",
                                             "example.com/x",
                                             "1.2.3.4",
                                             "10.0.0.0/8",
                                             "fd00::/64",
                                             "::1/",
                                             "/8",
                                             "None",
                                             "In",
                                             "Exists",
                                             "Limited",
                                             "Queue",
                                             "Pod",
                                             "Container",
                                             "cpu",
                                             "pods",
                                             "storage",
                                             "True",
                                             "80%",
                                             "%",
                                             "https:/",
                                             "https://h/p",
                                             "*.a.b",
                                             "*",
                                             "v1",
                                             "99999999999999999999",
                                             "-1",
                                             "1e400",
                                             "\xf0\x9f\xa6\xa4",
                                             "\n",
                                             QByteArray(300, 'a'),
                                             "Equal",
                                             "Recycle",
                                             "Service",
                                             "ClusterIP",
                                             "NodePort",
                                             "LoadBalancer",
                                             "ExternalName",
                                             "Prefix",
                                             "Exempt",
                                             "User",
                                             "Local",
                                             "ReadWriteOnce",
                                             "kubernetes.io/tls"};
        return texts[m_random.bounded(int(texts.size()))];
    }

    Value number()
    {
        static constexpr qint64 numbers[] = {0, 1, -1, 80, 30000, 65536, 2147483647, -2147483648ll, 10250, 1000000001};
        return Value(numbers[m_random.bounded(10)]);
    }

    Value content(Schema::Kind kind, const Schema::Type *type, const Schema::Field *nested, const Schema::Field &field,
                  int depth)
    {
        using Kind = Schema::Kind;
        switch (kind) {
        case Kind::String:
            return !field.enumValues.isEmpty() && !chance(4)
                ? Value(field.enumValues[m_random.bounded(int(field.enumValues.size()))])
                : Value(text());
        case Kind::Boolean:
            return Value(chance(2));
        case Kind::Int32:
        case Kind::Int64:
        case Kind::Double:
            return number();
        case Kind::Bytes:
        case Kind::Byte:
            return Value(text().toBase64());
        case Kind::Quantity: {
            static const QList<QByteArray> amounts{"0", "1", "-1", "1500m", "9E", "1n", "1Gi", "0.5"};
            return Value(amounts[m_random.bounded(int(amounts.size()))]);
        }
        case Kind::IntOrString:
            return chance(2) ? number() : Value(text());
        case Kind::Time:
        case Kind::MicroTime:
            return Value("2026-01-01T00:00:00Z");
        case Kind::Duration:
            return Value("5s");
        case Kind::Any:
        case Kind::RawExtension:
        case Kind::FieldsV1:
            return Value::object({{"a", Value(text())}});
        case Kind::Reference:
            return type && depth < 8 ? object(*type, depth + 1) : Value::object({});
        case Kind::List:
        case Kind::Map:
            return nested ? value(*nested, depth + 1) : Value();
        }
        return {};
    }

    Value value(const Schema::Field &field, int depth)
    {
        if (field.kind == Schema::Kind::List) {
            std::vector<Value> items;
            for (int i = m_random.bounded(4); i > 0; --i)
                items.push_back(content(field.element, field.type, field.nested, field, depth));
            if (!items.empty() && chance(3))
                items.push_back(items.front());
            return Value::array(std::move(items));
        }
        if (field.kind == Schema::Kind::Map) {
            Value map = Value::object({});
            for (int i = m_random.bounded(3); i > 0; --i)
                map = map.with(text(), content(field.element, field.type, field.nested, field, depth));
            return map;
        }
        return content(field.kind, field.type, field.nested, field, depth);
    }

    Value object(const Schema::Type &type, int depth)
    {
        Value out = Value::object({});
        for (const Schema::Field &field : type.fields) {
            // Deep down less and less, so that it ends.
            if (field.name != "metadata" && m_random.bounded(10) < 9 - depth)
                out = out.with(field.name, value(field, depth));
        }
        return out;
    }

    QRandomGenerator m_random;
};

} // namespace

/// Every kind takes or refuses whatever is sent, and says which: nothing else happens.
class TestHostileKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documents()
    {
        TestApi api;
        QList<QByteArray> versions{"/api/v1"};
        const Value groups = api.expect(200, "GET", "/apis");
        for (const Value &group : groups["groups"].items()) {
            for (const Value &version : group["versions"].items())
                versions.append("/apis/" + version["groupVersion"].bytes());
        }
        int taken = 0, refused = 0;
        for (const QByteArray &base : std::as_const(versions)) {
            const Value list = api.expect(200, "GET", base);
            for (const Value &resource : list["resources"].items()) {
                const QByteArray name = resource["name"].bytes();
                const auto verbs = resource["verbs"].items();
                const bool creates = std::any_of(verbs.begin(), verbs.end(),
                                                 [](const Value &verb) { return verb.text() == "create"; });
                const auto *type = Schema::builtin().type(list["groupVersion"].text(), resource["kind"].text());
                if (name.contains('/') || !creates || !type)
                    continue;
                const QByteArray path = base + (resource["namespaced"].boolean() ? "/namespaces/default/" : "/") + name;
                for (quint32 seed = 1; seed <= 30; ++seed) {
                    const QByteArray object = "h" + QByteArray::number(seed);
                    const QByteArray body = toJson(Hostile(seed).document(*type, object));
                    const Response made = api.send("POST", path, body);
                    const bool good = made.status == 200 || made.status == 201 || made.status == 400
                        || made.status == 403 || made.status == 404 || made.status == 409 || made.status == 422;
                    if (!good)
                        qWarning("%s seed %u: %s", path.constData(), seed, body.constData());
                    QVERIFY2(good, made.json().constData());
                    made.status < 300 ? ++taken : ++refused;
                    if (made.status != 201 || verbs.size() == 1)
                        continue;
                    // What was taken can be shown, changed as little, and deleted.
                    const Headers table{{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}};
                    QCOMPARE(api.send("GET", path + '/' + object, {}, table).status, 200);
                    const Response other
                        = api.send("PUT", path + '/' + object, toJson(Hostile(seed + 1000).document(*type, object)));
                    QVERIFY2(other.status < 500, other.json().constData());
                    QVERIFY(api.send("DELETE", path + '/' + object).status < 500);
                }
            }
        }
        qInfo("%d taken, %d refused", taken, refused);
        QVERIFY(taken > 50 && refused > 500);
    }
};

QTEST_GUILESS_MAIN(TestHostileKinds)
#include "tst_hostilekinds.moc"
