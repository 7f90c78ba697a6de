// SPDX-License-Identifier: GPL-3.0-only
// Every target runs on its corpus: what once broke something stays mended, and a target that no longer compiles is noticed without clang.
#include <QDir>
#include <QTest>

#define TARGETS(X) X(json) X(yaml) X(patch) X(selector) X(quantity) X(schema) X(protobuf) X(http)
#define DECLARE(name) void fuzz_##name(QByteArrayView input);
TARGETS(DECLARE)
#undef DECLARE

class TestCorpus final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replay_data();
    void replay();
};

void TestCorpus::replay_data()
{
    QTest::addColumn<QString>("file");
    const QDir corpus(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fuzz/corpus"));
    for (const QString &target : corpus.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QString &name : QDir(corpus.filePath(target)).entryList(QDir::Files))
            QTest::addRow("%s/%s", qPrintable(target), qPrintable(name)) << target + '/' + name;
    }
}

/// The input, cut off at many places and with bytes changed, too: the same in every run.
void TestCorpus::replay()
{
    QFETCH(QString, file);
    QFile input(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fuzz/corpus/") + file);
    QVERIFY(input.open(QIODevice::ReadOnly));
    const QByteArray bytes = input.readAll();
    void (*target)(QByteArrayView) = nullptr;
#define CHOOSE(name)                                                                                                   \
    if (file.startsWith(QLatin1String(#name "/")))                                                                     \
        target = fuzz_##name;
    TARGETS(CHOOSE)
#undef CHOOSE
    QVERIFY2(target, "a corpus without a target");
    target(bytes);
    quint32 random = 1;
    const qsizetype step = std::max<qsizetype>(1, bytes.size() / 200);
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        target(QByteArrayView(bytes).first(at));
        QByteArray changed = bytes;
        random = random * 1664525 + 1013904223;
        changed[at] = char(random >> 24);
        target(changed);
    }
}

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"
