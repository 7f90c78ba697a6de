// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/clock.h"
#include "controlplane/pki/clusterkeys.h"
#include "controlplane/pki/encryption.h"
#include "controlplane/pki/files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace orrery;
using namespace orrery::pki;

class TestPki final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void issues();
    void refusesWrongUsageAndForeignCa();
    void csr_data();
    void csr();
    void csrIsBoundedAndChecked();
    void jwt();
    void jwtRefuses_data();
    void jwtRefuses();
    void bootstrapTokens();
    void filesAreSecretAndWhole();
    void clusterKeysStayAndRenew();
    void renewsByTheClock();
    void damagedCaIsAnError();
    void verifierRemembers();
    void sealsAndOpens();
    void keysRotate();

private:
    KeyPair m_ca;
};

static mode_t modeOf(const QString &path)
{
    struct stat info
    {
    };
    return ::stat(QFile::encodeName(path).constData(), &info) ? 0 : info.st_mode & 07777;
}

void TestPki::initTestCase()
{
    m_ca = *createCa("test-ca");
}

void TestPki::issues()
{
    const auto pair = issue(m_ca,
                            {.commonName = "a,b=c",
                             .organizations = {"system:masters", "x, y"},
                             .dnsNames = {"kubernetes", "a,DNS:b"},
                             .addresses = {"10.96.0.1", "::1"},
                             .usage = Usage::ClientAndServer});
    QVERIFY(pair);
    const auto info = inspectCertificate(pair->certificatePem);
    QVERIFY(info);
    QCOMPARE(info->commonName, QByteArray("a,b=c"));
    QCOMPARE(info->organizations, (QList<QByteArray>{"system:masters", "x, y"}));
    QCOMPARE(info->dnsNames, (QList<QByteArray>{"kubernetes", "a,DNS:b"})); // one name with a comma stays one
    QCOMPARE(info->addresses, (QList<QByteArray>{"10.96.0.1", "::1"}));
    QCOMPARE(info->issuer, QByteArray("test-ca"));
    QVERIFY(!info->isCa);
    const qint64 now = api::SystemClock().now();
    QVERIFY(info->notBefore < now);
    QVERIFY(info->notAfter > now + 364ll * 86400 * 1000000);
    QVERIFY(verifyCertificate(m_ca.certificatePem, pair->certificatePem, Usage::ClientAndServer));
    QVERIFY(inspectCertificate(m_ca.certificatePem)->isCa);
    QVERIFY(issue(m_ca, {.commonName = "long", .days = 100000}));
    // never beyond its issuer
    QCOMPARE(inspectCertificate(issue(m_ca, {.commonName = "long", .days = 100000})->certificatePem)->notAfter,
             inspectCertificate(m_ca.certificatePem)->notAfter);
}

void TestPki::refusesWrongUsageAndForeignCa()
{
    const auto client = issue(m_ca, {.commonName = "c"});
    QVERIFY(verifyCertificate(m_ca.certificatePem, client->certificatePem, Usage::Client));
    QVERIFY(verifyCertificate(m_ca.certificatePem, client->certificatePem, Usage::Server)
                .failedWith(api::Reason::Unauthorized));
    const auto other = createCa("test-ca"); // the same name, another key
    QVERIFY(verifyCertificate(other->certificatePem, client->certificatePem, Usage::Client)
                .failedWith(api::Reason::Unauthorized));
    const auto ended = issue(m_ca, {.commonName = "c", .days = 0});
    QVERIFY(ended);
    QVERIFY(inspectCertificate("nonsense").failedWith(api::Reason::BadRequest));
    QVERIFY(inspectCertificate({}).failedWith(api::Reason::BadRequest));
    QVERIFY(publicKey("nonsense").failedWith(api::Reason::BadRequest));
}

void TestPki::csr_data()
{
    QTest::addColumn<QList<QByteArray>>("dnsNames");
    QTest::addColumn<QList<QByteArray>>("addresses");
    QTest::newRow("node client") << QList<QByteArray>{} << QList<QByteArray>{};
    QTest::newRow("with names") << QList<QByteArray>{"node-1"} << QList<QByteArray>{"10.240.0.11"};
}

void TestPki::csr()
{
    QFETCH(QList<QByteArray>, dnsNames);
    QFETCH(QList<QByteArray>, addresses);
    const QByteArray key = *generateKey();
    const auto request = createCsr(key,
                                   {.commonName = "system:node:node-1",
                                    .organizations = {"system:nodes"},
                                    .dnsNames = dnsNames,
                                    .addresses = addresses});
    QVERIFY(request);
    const auto info = inspectCsr(*request);
    QVERIFY(info);
    QCOMPARE(info->commonName, QByteArray("system:node:node-1"));
    QCOMPARE(info->organizations, QList<QByteArray>{"system:nodes"});
    QCOMPARE(info->dnsNames, dnsNames);
    QCOMPARE(info->addresses, addresses);
    const auto certificate = signCsr(m_ca, *request, Usage::Client, 3600);
    QVERIFY(certificate);
    QVERIFY(verifyCertificate(m_ca.certificatePem, *certificate, Usage::Client));
    QVERIFY(!verifyCertificate(m_ca.certificatePem, *certificate, Usage::Server));
    const auto signedInfo = inspectCertificate(*certificate);
    QCOMPARE(signedInfo->commonName, info->commonName);
    QCOMPARE(signedInfo->organizations, info->organizations);
    QCOMPARE(signedInfo->dnsNames, dnsNames);
    QVERIFY(signedInfo->notAfter < api::SystemClock().now() + 3700ll * 1000000);
}

void TestPki::csrIsBoundedAndChecked()
{
    QVERIFY(inspectCsr("").failedWith(api::Reason::BadRequest));
    QVERIFY(inspectCsr(QByteArray(20000, 'x')).failedWith(api::Reason::BadRequest));
    QByteArray request = *createCsr(*generateKey(), {.commonName = "n"});
    // Flip one bit of the signature, which is at the end of the DER.
    QList<QByteArray> lines = request.trimmed().split('\n');
    QByteArray der = QByteArray::fromBase64(lines.mid(1, lines.size() - 2).join());
    der[der.size() - 5] = char(der[der.size() - 5] ^ 1);
    request = "-----BEGIN CERTIFICATE REQUEST-----\n" + der.toBase64() + "\n-----END CERTIFICATE REQUEST-----\n";
    QVERIFY(inspectCsr(request).failedWith(api::Reason::BadRequest));
    QVERIFY(!signCsr(m_ca, request, Usage::Client, 60));
}

void TestPki::jwt()
{
    const QByteArray key = *generateKey();
    const auto token
        = JwtSigner(key).sign(
                  api::Value::object(
                      {{"sub", "system:serviceaccount:default:web"}, {"exp", qint64(2000)}, {"nbf", qint64(1000)}}));
    QVERIFY(token);
    const auto claims = verifyJwt(*publicKey(key), *token, 1500ll * 1000000);
    QVERIFY(claims);
    QCOMPARE((*claims)["sub"].bytes(), QByteArray("system:serviceaccount:default:web"));
    QVERIFY(verifyJwt(key, *token, 1500ll * 1000000));
    QVERIFY(verifyJwt(*publicKey(key), *token, 2000ll * 1000000).failedWith(api::Reason::Unauthorized));
    QVERIFY(verifyJwt(*publicKey(key), *token, 900ll * 1000000).failedWith(api::Reason::Unauthorized));
    QVERIFY(verifyJwt(*publicKey(*generateKey()), *token, 1500ll * 1000000).failedWith(api::Reason::Unauthorized));
}

void TestPki::jwtRefuses_data()
{
    QTest::addColumn<QByteArray>("token");
    const auto part = [](const char *json) {
        return QByteArray(json).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("dots") << QByteArray("..");
    QTest::newRow("none") << part(R"({"alg":"none"})") + '.' + part(R"({"sub":"x"})") + '.';
    QTest::newRow("hs256") << part(R"({"alg":"HS256"})") + '.' + part(R"({"sub":"x"})") + '.' + QByteArray(43, 'A');
    QTest::newRow("zero signature") << part(R"({"alg":"ES256"})") + '.' + part(R"({"sub":"x"})") + '.'
            + QByteArray(86, 'A');
    QTest::newRow("too long") << QByteArray(20000, 'a');
    QTest::newRow("not base64") << QByteArray("%%%.a.b");
}

void TestPki::jwtRefuses()
{
    QFETCH(QByteArray, token);
    QVERIFY(verifyJwt(*publicKey(*generateKey()), token, 0).failedWith(api::Reason::Unauthorized));
}

void TestPki::bootstrapTokens()
{
    const QByteArray token = createBootstrapToken();
    QCOMPARE(token.size(), 23);
    QCOMPARE(token[6], '.');
    for (const char c : token)
        QVERIFY(c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    QVERIFY(token != createBootstrapToken());
    QVERIFY(equalSecrets("abc", "abc"));
    QVERIFY(!equalSecrets("abc", "abd"));
    QVERIFY(!equalSecrets("abc", "ab"));
    QVERIFY(equalSecrets("", ""));
    const QByteArray uuid = randomUuid();
    QCOMPARE(uuid.size(), 36);
    QCOMPARE(uuid[14], '4');
}

void TestPki::filesAreSecretAndWhole()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("secret");
    QVERIFY(writeFile(path, "one"));
    QCOMPARE(modeOf(path), mode_t(0600));
    QVERIFY(writeFile(path, "two", 0644));
    QCOMPARE(modeOf(path), mode_t(0644));
    QCOMPARE(*readFile(path), QByteArray("two"));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1); // no temporary left behind
    QVERIFY(readFile(path, 2).failedWith(api::Reason::InternalError));
    QVERIFY(readFile(dir.filePath("none")).failedWith(api::Reason::NotFound));
    QVERIFY(!writeFile(dir.filePath("no/such/folder"), "x"));
    QVERIFY(makeFolder(dir.filePath("a/b/c")));
    QCOMPARE(modeOf(dir.filePath("a/b/c")), mode_t(0700));
    QVERIFY(!makeFolder(path));
}

void TestPki::clusterKeysStayAndRenew()
{
    const QTemporaryDir dir;
    const auto first = ClusterKeys::load(dir.path());
    QVERIFY2(first, first ? "" : first.error().message.constData());
    for (const char *name : {"ca.crt", "ca.key", "apiserver.crt", "apiserver.key", "admin.crt", "admin.key", "sa.key"})
        QCOMPARE(modeOf(dir.filePath("pki/" + QString(name))), mode_t(0600));
    QCOMPARE(modeOf(dir.filePath("pki")), mode_t(0700));
    const auto again = ClusterKeys::load(dir.path());
    QVERIFY(again);
    QCOMPARE(again->ca.certificatePem, first->ca.certificatePem);
    QCOMPARE(again->apiServer.certificatePem, first->apiServer.certificatePem);
    QCOMPARE(again->serviceAccountKey, first->serviceAccountKey);

    // Near its end: renewed, by the same CA.
    const auto old
        = issue(first->ca, {.commonName = "kubernetes-admin", .organizations = {"system:masters"}, .days = 30});
    QVERIFY(writeFile(dir.filePath("pki/admin.crt"), old->certificatePem));
    QVERIFY(writeFile(dir.filePath("pki/admin.key"), old->keyPem));
    const auto renewed = ClusterKeys::load(dir.path());
    QVERIFY(renewed);
    QVERIFY(renewed->admin.certificatePem != old->certificatePem);
    QCOMPARE(renewed->ca.certificatePem, first->ca.certificatePem);
    QVERIFY(verifyCertificate(renewed->ca.certificatePem, renewed->admin.certificatePem, Usage::Client));
    const auto server = inspectCertificate(renewed->apiServer.certificatePem);
    QVERIFY(server->addresses.contains("10.240.0.1"));
    QVERIFY(server->dnsNames.contains("kubernetes.default.svc"));

    // Made by somebody else's CA: replaced.
    const auto foreign = ClusterKeys::create();
    QVERIFY(writeFile(dir.filePath("pki/apiserver.crt"), foreign->apiServer.certificatePem));
    QVERIFY(writeFile(dir.filePath("pki/apiserver.key"), foreign->apiServer.keyPem));
    const auto repaired = ClusterKeys::load(dir.path());
    QVERIFY(verifyCertificate(first->ca.certificatePem, repaired->apiServer.certificatePem, Usage::Server));
}

void TestPki::renewsByTheClock()
{
    const QTemporaryDir dir;
    constexpr qint64 day = 86'400'000'000;
    const qint64 begin = 1'700'000'000'000'000; // a day in 2023: all by the injected clock
    auto keys = ClusterKeys::load(dir.path(), begin);
    QVERIFY2(keys, keys ? "" : keys.error().message.constData());
    const ClusterKeys first = *keys;
    QCOMPARE(inspectCertificate(first.admin.certificatePem)->notAfter, begin + 365 * day);
    QVERIFY(inspectCertificate(first.ca.certificatePem)->notAfter > begin + 3600 * day);
    QVERIFY(!*keys->renew(dir.path(), begin + 274 * day)); // 91 days are left
    QCOMPARE(keys->admin.certificatePem, first.admin.certificatePem);
    QVERIFY(*keys->renew(dir.path(), begin + 276 * day));
    QCOMPARE(keys->ca.certificatePem, first.ca.certificatePem);
    for (const auto &[pair, usage] : {std::pair(keys->admin, Usage::Client), std::pair(keys->apiServer, Usage::Server)}) {
        QCOMPARE(inspectCertificate(pair.certificatePem)->notAfter, begin + (276 + 365) * day);
        QVERIFY(verifyCertificate(first.ca.certificatePem, pair.certificatePem, usage, begin + 600 * day));
        QVERIFY(!verifyCertificate(first.ca.certificatePem, pair.certificatePem, usage, begin + 700 * day));
    }
    QVERIFY(keys->admin.keyPem != first.admin.keyPem);
    const auto again = ClusterKeys::load(dir.path(), begin + 277 * day); // it was written down
    QCOMPARE(again->admin.certificatePem, keys->admin.certificatePem);
    QVERIFY(!*keys->renew(dir.path(), begin + 277 * day));
}

void TestPki::verifierRemembers()
{
    const QByteArray key = *generateKey();
    constexpr qint64 second = 1'000'000;
    JwtVerifier verifier(*publicKey(key));
    const auto token = [&](int number) {
        return *JwtSigner(key).sign(api::Value::object({{"number", number}, {"exp", 100}, {"nbf", 10}}));
    };
    const QByteArray one = token(1);
    for (int round = 0; round < 2; ++round) { // the second from memory, with the same answers
        QCOMPARE(verifier.verify(one, 50 * second)->find("number")->integer(), 1);
        QVERIFY(!verifier.verify(one, 100 * second));
        QVERIFY(!verifier.verify(one, -60 * second));
        QByteArray changed = one;
        changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
        QVERIFY(!verifier.verify(changed, 50 * second));
    }
    QVERIFY(!JwtVerifier(*publicKey(*generateKey())).verify(one, 50 * second));
    QVERIFY(!JwtVerifier("nonsense").verify(one, 50 * second));
}

void TestPki::sealsAndOpens()
{
    const QTemporaryDir dir;
    const auto keys = EncryptionKeys::load(dir.path());
    QVERIFY(keys);
    QCOMPARE(modeOf(dir.filePath("pki/encryption.keys")), mode_t(0600));
    for (const QByteArray &plain : {QByteArray(), QByteArray("{}"), QByteArray(100'000, 'x'), QByteArray("\0\xff", 2)}) {
        const auto sealed = keys->seal("/registry/secrets/a/b", plain);
        QVERIFY(sealed);
        QVERIFY(EncryptionKeys::isSealed(*sealed) && keys->isCurrent(*sealed));
        QVERIFY(plain.size() < 10 || !sealed->contains(plain.left(10)));
        QVERIFY(*keys->seal("/registry/secrets/a/b", plain) != *sealed); // a nonce of its own
        QCOMPARE(*keys->open("/registry/secrets/a/b", *sealed), plain);
        QVERIFY(!keys->open("/registry/secrets/a/c", *sealed)); // it belongs to its place
        for (const qsizetype at : {qsizetype(20), sealed->size() / 2, sealed->size() - 1}) {
            QByteArray changed = *sealed;
            changed[at] = char(changed[at] ^ 1);
            QVERIFY(!keys->open("/registry/secrets/a/b", changed));
        }
        QVERIFY(!keys->open("/registry/secrets/a/b", sealed->left(30)));
    }
    QVERIFY(!EncryptionKeys::isSealed(R"({"kind":"Secret"})"));
    QCOMPARE(*EncryptionKeys::load(dir.path())->open("x", *keys->seal("x", "y")), QByteArray("y"));
    QVERIFY(writeFile(dir.filePath("pki/encryption.keys"), "12345678 short\n"));
    QVERIFY(EncryptionKeys::load(dir.path()).failedWith(api::Reason::InternalError)); // never a new one in its place
}

void TestPki::keysRotate()
{
    const QTemporaryDir dir;
    auto keys = *EncryptionKeys::load(dir.path());
    const QByteArray old = *keys.seal("x", "y");
    QVERIFY(keys.rotate(dir.path()));
    auto again = *EncryptionKeys::load(dir.path());
    QCOMPARE(again.count(), 2);
    QCOMPARE(*again.open("x", old), QByteArray("y"));
    QVERIFY(!again.isCurrent(old));
    QVERIFY(again.isCurrent(*again.seal("x", "y")));
    QVERIFY(again.dropOld(dir.path()));
    QVERIFY(!EncryptionKeys::load(dir.path())->open("x", old));
}

void TestPki::damagedCaIsAnError()
{
    const QTemporaryDir dir;
    QVERIFY(ClusterKeys::load(dir.path()));
    QVERIFY(writeFile(dir.filePath("pki/ca.key"), "garbage"));
    QVERIFY(!ClusterKeys::load(dir.path()));
    QVERIFY(QFile::remove(dir.filePath("pki/ca.key")));
    QVERIFY(!ClusterKeys::load(dir.path()));
}

QTEST_GUILESS_MAIN(TestPki)
#include "tst_pki.moc"
