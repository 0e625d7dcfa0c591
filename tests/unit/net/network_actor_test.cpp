// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE network_actor_test

#include "actors/admission/messages.hpp"
#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "net/network_actor.hpp"
#include "net/reactor.hpp"
#include "storage/access_list.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/reactor_thread.hpp"

#include <boost/asio/post.hpp>
#include <caf/make_actor.hpp>
#include <caf/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace muster;
using muster::test::eventually;

/// What its messages say, and on which threads.
struct journal {
  std::mutex mutex;
  std::vector<std::string> messages;
  std::vector<std::thread::id> threads;
  std::shared_ptr<actor_account> account = std::make_shared<actor_account>();
};

/// Writes a journal.
class writing_actor final : public network_actor {
public:
  writing_actor(caf::actor_config& cfg, muster::reactor& reactor, journal& out)
      : network_actor(cfg, reactor, out.account), out_(out) {
    // nop
  }

  using network_actor::close_inbox;

private:
  void receive(caf::mailbox_element& message) override {
    const std::lock_guard guard{out_.mutex};
    out_.threads.push_back(std::this_thread::get_id());
    if (!message.content().match_elements<page_query>())
      return;
    out_.messages.push_back(message.content().get_as<page_query>(0).path);
    if (out_.messages.back() == "close")
      close_inbox();
    if (out_.messages.back() == "slow")
      reactor().begin_turn(std::chrono::steady_clock::now() - reactor::turn_time_max);
    if (out_.messages.back() == "fail")
      throw std::bad_alloc{};
  }

  journal& out_;
};

struct fixture : test::reactor_thread {
  journal seen;
  caf::actor actor{make<writing_actor>(reactor(), seen)};

  void send(const std::string& text, caf::execution_unit* runner = nullptr) const {
    auto* to = caf::actor_cast<caf::abstract_actor*>(actor);
    to->enqueue(
        caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, page_query{text}), runner);
  }

  std::vector<std::string> messages() {
    const std::lock_guard guard{seen.mutex};
    return seen.messages;
  }

  bool sees(std::size_t count) {
    return eventually([&] { return messages().size() == count; });
  }

  void close() {
    on_reactor([&] { static_cast<writing_actor*>(abstract())->close_inbox(); });
  }

  caf::abstract_actor* abstract() const {
    return caf::actor_cast<caf::abstract_actor*>(actor);
  }

  ~fixture() {
    stop();
    actor = nullptr;
  }
};

using texts = std::vector<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(network_actor_tests, fixture)

CAF_TEST(a message from its own reactor is handled before it is sent) {
  texts within;
  on_reactor([&] {
    send("one", &reactor());
    within = messages();
  });
  CAF_CHECK(within == texts{"one"});
  CAF_CHECK(seen.threads.at(0) == thread_id());
}

CAF_TEST(the time that messages of other threads take is in the account) {
  send("one");
  CAF_REQUIRE(sees(1));
  settle(); // the time is added when the batch is done
  CAF_CHECK(seen.account->busy() > std::chrono::nanoseconds{0});
  CAF_CHECK(seen.account->thread() != 0);
}

CAF_TEST(a message from another thread is handled on the thread of the reactor) {
  send("one");
  CAF_REQUIRE(sees(1));
  CAF_CHECK(seen.threads.at(0) == thread_id());
  CAF_CHECK(seen.threads.at(0) != std::this_thread::get_id());
}

CAF_TEST(a message from another runner is not handled on its thread) {
  test::idle_runner other{system()};
  send("one", &other);
  CAF_REQUIRE(sees(1));
  CAF_CHECK(seen.threads.at(0) == thread_id());
}

CAF_TEST(messages from one thread are handled in the order in which they were sent) {
  texts sent;
  for (int i = 0; i < 1000; ++i)
    send(sent.emplace_back(std::to_string(i)));
  CAF_CHECK(sees(1000));
  CAF_CHECK(messages() == sent);
}

CAF_TEST(messages that wait together are handled in the order in which they were sent) {
  on_reactor([&] { // which is busy meanwhile
    for (const auto* text : {"1", "2", "3"})
      send(text);
  });
  CAF_CHECK(sees(3));
  CAF_CHECK(messages() == (texts{"1", "2", "3"}));
}

CAF_TEST(no message of many threads is lost) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j)
        send("x");
    });
  for (auto& thread : threads)
    thread.join();
  CAF_CHECK(sees(4000));
}

CAF_TEST(the actor sleeps and wakes again) {
  for (std::size_t i = 1; i <= 20; ++i) {
    send("x");
    CAF_CHECK(sees(i));
  }
}

CAF_TEST(a message is dropped when the inbox is closed) {
  send("one");
  CAF_CHECK(sees(1));
  close();
  send("two");
  on_reactor([&] { send("three", &reactor()); });
  settle();
  CAF_CHECK(messages() == texts{"one"});
}

CAF_TEST(messages that wait are dropped when the inbox is closed) {
  on_reactor([&] {
    send("one");
    send("two");
    static_cast<writing_actor*>(abstract())->close_inbox();
  });
  settle();
  CAF_CHECK(messages().empty());
}

CAF_TEST(a message that closes the inbox is the last one) {
  on_reactor([&] {
    for (const auto* text : {"one", "close", "three"})
      send(text);
  });
  settle();
  send("late");
  settle();
  CAF_CHECK(messages() == (texts{"one", "close"}));
}

CAF_TEST(closing the inbox twice is closing it once) {
  close();
  close();
  send("one");
  settle();
  CAF_CHECK(messages().empty());
}

CAF_TEST(an event of the reactor goes before what is left of many messages when its turn is over) {
  texts events;
  on_reactor([&] { // which is busy meanwhile
    for (int i = 0; i < 40; ++i)
      send("slow");
    boost::asio::post(
        reactor().context(), [&] { events.push_back(std::to_string(messages().size())); });
  });
  CAF_REQUIRE(sees(40));
  settle();
  CAF_CHECK(events == texts{"16"});
  CAF_CHECK_EQUAL(seen.account->handled(), 40u);
  CAF_CHECK_EQUAL(seen.account->waiting(), 0u);
}

CAF_TEST(messages that are left for another turn are dropped when the inbox is closed) {
  on_reactor([&] {
    for (int i = 0; i < 40; ++i)
      send("slow");
    boost::asio::post(
        reactor().context(), [&] { static_cast<writing_actor*>(abstract())->close_inbox(); });
  });
  settle();
  settle();
  CAF_CHECK_EQUAL(messages().size(), 16u);
  CAF_CHECK_EQUAL(seen.account->waiting(), 0u);
}

CAF_TEST(a message that cannot be handled costs nobody else anything) {
  on_reactor([&] { send("fail", &reactor()); });
  for (const auto* text : {"fail", "two"})
    send(text);
  CAF_REQUIRE(sees(3));
  CAF_CHECK(messages() == (texts{"fail", "fail", "two"}));
}

CAF_TEST(messages are counted whether they wait or not ) {
  on_reactor([&] { send("one", &reactor()); });
  send("two");
  CAF_REQUIRE(sees(2));
  CAF_CHECK_EQUAL(seen.account->handled(), 2u);
  CAF_CHECK_EQUAL(seen.account->waiting(), 0u);
  CAF_CHECK_EQUAL(seen.account->id(), actor.id());
}

CAF_TEST(messages are released whether they are handled or dropped) {
  const auto lists = std::make_shared<const access_lists>();
  const auto send_lists = [&] {
    abstract()->enqueue(
        caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, access_lists_loaded{lists}),
        nullptr);
  };
  for (int i = 0; i < 10; ++i)
    send_lists();
  CAF_CHECK(eventually([&] { return lists.use_count() == 1; }));
  close();
  send_lists();
  CAF_CHECK_EQUAL(lists.use_count(), 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
