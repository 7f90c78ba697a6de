// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/write.h"

#include <QSet>

namespace orrery::resources {

using namespace api;

namespace {

constexpr int earlyMilliseconds = 150; ///< between tries of a write that came before what it needs

Error abandoned()
{
    return error(Reason::Timeout, "the client went away while admission webhooks were asked");
}

} // namespace

const Generic::Way Generic::creation{&Generic::beginCreate, &Generic::completeCreate, &Generic::putCreate};
const Generic::Way Generic::question{&Generic::beginQuestion, &Generic::nothing, &Generic::putAnswer};
const Generic::Way Generic::posting{&Generic::beginPost, &Generic::completePost, &Generic::putPost};
const Generic::Way Generic::change{&Generic::beginChange, &Generic::completeChange, &Generic::putChange};
const Generic::Way Generic::deletion{&Generic::beginDelete, &Generic::nothing, &Generic::putDelete};
const Generic::Way Generic::connection{&Generic::beginConnect, &Generic::nothing, &Generic::putConnect};

/// The way of every write: read and change, admit, complete and validate, admit again, reserve and put. It is gone in
/// one turn of the event loop, so that what was read is still so when it is written; unless webhooks are asked. Then it
/// is looked after each wait whether it is, and if not, the write begins again from what is there now.
void Generic::commit(const WritePtr &write)
{
    if (const Result<> begun = (this->*write->way->begin)(*write); !begun)
        return refuse(*write, begun.error());
    m_context.admission.admit(*write->attributes, [this, write](const Result<> &admitted) {
        if (isAbandoned(*write))
            return refuse(*write, abandoned());
        if (admitted && !isCurrent(*write))
            return again(*write);
        if (!admitted && write->attributes->early && write->tries < maxTries) {
            QTimer::singleShot(earlyMilliseconds, &m_expiryTimer, [this, write] { again(*write); });
            return;
        }
        const Result<> completed = admitted ? (this->*write->way->complete)(*write) : admitted;
        if (!completed)
            return refuse(*write, completed.error());
        m_context.admission.validate(*write->attributes, [this, write](const Result<> &agreed) {
            if (isAbandoned(*write))
                return refuse(*write, abandoned());
            if (agreed && !(isCurrent(*write) && isFree(*write)))
                return again(*write);
            const Result<> put = agreed ? (this->*write->way->put)(write) : agreed;
            if (!put)
                refuse(*write, put.error());
        });
    });
}

/// Whether the client went away meanwhile: what it asked for is not done then.
bool Generic::isAbandoned(const Write &write) const
{
    return write.attributes->waited && write.exchange->gone();
}

/// Whether what was read is still the newest.
bool Generic::isCurrent(const Write &write) const
{
    if (!write.attributes->waited || write.read == store::Store::Any)
        return true;
    const auto now = write.store(m_context).getNewest(write.key());
    return (now ? now->revision : store::Store::Absent) == write.read;
}

/// Whether what was allocated is still to be had.
bool Generic::isFree(const Write &write) const
{
    if (!write.attributes->waited || !write.resource.allocate || write.way == &deletion || write.subresource)
        return true;
    FieldErrors errors;
    Value document = write.document;
    write.resource.allocate(errors, document, write.old.isNull() ? Value() : write.old.document(), m_context);
    return errors.isEmpty();
}

/// From the start. What the client demands of the object (a resourceVersion, a uid, a test of a patch) is looked at
/// again, too; who demands nothing does not hear of it.
void Generic::again(const Write &write)
{
    if (write.tries >= maxTries)
        return refuse(write, conflict(write.resource, write.attributes->name));
    const Way *way = write.info.verb == "update" || write.info.verb == "patch" ? &change : write.way;
    const auto next
        = std::make_shared<Write>(write.exchange, write.info, write.resource, write.subresource, write.form, way);
    next->options = write.options;
    next->deletion = write.deletion;
    next->deleted = write.deleted;
    next->tries = write.tries + 1;
    commit(next);
}

void Generic::refuse(const Write &write, Error error) const
{
    if (write.deleted)
        write.deleted(std::move(error), false);
    else
        respond(write, Response::of(error));
}

/// With the warnings of all who had a say.
void Generic::respond(const Write &write, Response response) const
{
    constexpr qsizetype mostBytes = 4096, shortened = 256; // of all headers, and of one where they are too many
    QSet<QByteArray> said;
    qsizetype bytes = 0;
    const auto add = [&](const QList<QByteArray> &warnings) {
        for (const QByteArray &warning : warnings) {
            const bool fits = bytes + warning.size() <= mostBytes;
            const QByteArray text = fits ? warning : QString::fromUtf8(warning).left(shortened).toUtf8();
            if (said.contains(text) || bytes + text.size() > mostBytes)
                continue;
            said.insert(text);
            bytes += text.size();
            response.headers.add("warning", "299 - " + toJson(Value(text)));
        }
    };
    add(write.warnings);
    if (write.attributes) {
        add(write.attributes->warnings);
        write.exchange->request().auditAnnotations.insert(write.attributes->auditAnnotations);
    }
    write.exchange->respond(std::move(response));
}

void Generic::respond(const Write &write, const Object &object, int status) const
{
    if (write.subresource && write.subresource->view)
        respond(write, resources::respond(write.form, Object(write.subresource->view(object)), status));
    else
        respond(write, resources::respond(write.form, write.resource, object, status, m_context.clock.now()));
}

} // namespace orrery::resources
