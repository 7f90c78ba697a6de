// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/mailbox.h"
#include "controlplane/client/transport.h"

#include <memory>

namespace orrery::test {

/// A server in a variable: lists come from `objects`, watches are fed by the test. What a real server does not do on command (gaps,
/// 410, broken connections) is what it is for.
/// Thread: the test's.
class FakeTransport final : public client::Transport
{
public:
    struct Watch
    {
        api::Request request;
        std::shared_ptr<client::Mailbox> mailbox;
        std::function<void(QList<client::WatchItem>)> items;
        std::function<void(api::Result<>)> ended;
        bool cancelled = false;
    };
    using WatchPtr = std::shared_ptr<Watch>;

    QList<api::Object> objects;
    qint64 revision = 1;
    std::optional<api::Error> failure; ///< answers every list
    QList<api::Request> lists;
    QList<WatchPtr> watches; ///< all there were; the last is the present one

    static api::Object pod(const QByteArray &name, qint64 revision, const QByteArray &uid = {})
    {
        return api::newObject("v1", "Pod", { "default", name }).withMetadata("uid", uid.isEmpty() ? name : uid).withMetadata("resourceVersion", QByteArray::number(revision));
    }
    void emitEvent(api::WatchEvent::Type type, const api::Object &object, const api::Cause &cause = {})
    {
        const auto watch = watches.last();
        watch->mailbox->post([watch, item = client::WatchItem { { type, object }, cause }] { watch->items({ item }); });
    }
    void end(const api::Result<> &result = {})
    {
        const auto watch = watches.last();
        watch->mailbox->post([watch, result] { watch->ended(result); });
    }

    void send(api::Request request, std::function<void(api::Result<api::Response>)> done) override
    {
        lists.append(request);
        if (failure)
            return done(*failure);
        api::ObjectList list { "v1", "PodList", revision };
        list.items = objects;
        done(api::Response::of(list));
    }
    std::unique_ptr<client::Subscription> watch(api::Request request, QObject *context, std::function<void(QList<client::WatchItem>)> items,
                                                std::function<void(api::Result<>)> ended) override
    {
        auto watch = std::make_shared<Watch>(Watch { std::move(request), client::Mailbox::to(context), std::move(items), std::move(ended) });
        watches.append(watch);
        class Handle final : public client::Subscription
        {
        public:
            explicit Handle(WatchPtr watch) : m_watch(std::move(watch)) { }
            ~Handle() override { Handle::cancel(); }
            void cancel() override
            {
                m_watch->cancelled = true;
                m_watch->mailbox->close();
            }
            WatchPtr m_watch;
        };
        return std::make_unique<Handle>(watch);
    }
    std::unique_ptr<client::Subscription> stream(api::Request, QObject *, client::StreamHandlers) override { return {}; }
    std::unique_ptr<client::Subscription> channel(api::Request, QList<QByteArray>, QObject *, client::StreamHandlers) override { return {}; }
};

} // namespace orrery::test
