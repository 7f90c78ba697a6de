// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/engine.h"

#include <QLoggingCategory>

namespace orrery::store {

using api::error;
using api::Reason;
using api::Result;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.store", QtInfoMsg)

class SealedEngine final : public Engine
{
public:
    SealedEngine(std::unique_ptr<Engine> engine, std::shared_ptr<const Sealer> sealer)
        : m_engine(std::move(engine))
        , m_sealer(std::move(sealer))
    {
    }

    Result<qint64> load(const std::function<void(Row)> &take) override;
    Result<> commit(const Batch &batch) override;
    Result<> rewrite(const QList<Row> &rows) override { return m_engine->rewrite(rows); }
    bool wasRewritten() const override { return m_engine->wasRewritten(); }
    Result<> beginBackup(const QString &path) override { return m_engine->beginBackup(path); }
    Result<bool> stepBackup() override { return m_engine->stepBackup(); }
    Result<> endBackup(const QList<BackupFile> &files) override { return m_engine->endBackup(files); }
    qint64 bytes() const override { return m_engine->bytes(); }

private:
    const std::unique_ptr<Engine> m_engine;
    const std::shared_ptr<const Sealer> m_sealer;
};

Result<qint64> SealedEngine::load(const std::function<void(Row)> &take)
{
    QList<Row> again;
    std::optional<api::Error> failure;
    const auto open = [&](Row row) {
        if (failure)
            return;
        if (!m_sealer->isSealed(row.value)) {
            if (m_sealer->concerns(row.key))
                again.append(row);
        } else {
            auto plain = m_sealer->open(row.key, row.value);
            if (!plain) {
                failure = std::move(plain).error();
                return;
            }
            const bool current = m_sealer->isCurrent(row.value);
            row.value = std::move(*plain);
            if (!current)
                again.append(row);
        }
        take(std::move(row));
    };
    ORRERY_TRY(compacted, m_engine->load(open));
    if (failure)
        return *failure;
    if (again.isEmpty() && m_engine->wasRewritten())
        return compacted;
    for (Row &row : again) {
        ORRERY_TRY(value, m_sealer->seal(row.key, row.value));
        row.value = std::move(value);
    }
    ORRERY_CHECK(m_engine->rewrite(again));
    if (!again.isEmpty())
        qCInfo(lc) << "sealed again"
                   << "rows=" << again.size();
    return compacted;
}

Result<> SealedEngine::commit(const Batch &batch)
{
    Batch out = batch;
    for (Row &row : out.rows) {
        if (!m_sealer->concerns(row.key))
            continue;
        ORRERY_TRY(value, m_sealer->seal(row.key, row.value));
        row.value = std::move(value);
    }
    return m_engine->commit(out);
}

} // namespace

std::unique_ptr<Engine> sealed(std::unique_ptr<Engine> engine, std::shared_ptr<const Sealer> sealer)
{
    return std::make_unique<SealedEngine>(std::move(engine), std::move(sealer));
}

} // namespace orrery::store
