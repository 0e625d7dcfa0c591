// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE lean_actor_test

#include "actors/runtime/lean_actor.hpp"
#include "tests/support/actors.hpp"

// The test DSL uses it before it defines it, and defines macros with lower-case names: it comes
// last.
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <memory>
#include <new>
#include <string>
#include <vector>

namespace muster::test {

/// A message that tells how many copies of it there are.
struct counted {
  std::shared_ptr<int> copies = std::make_shared<int>(0);
};

} // namespace muster::test

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::test::counted)

namespace {

using namespace muster;
using test::hand_crank;
using test::post_office;

/// A number that there is no memory for.
constexpr int out_of_memory = -1;

/// Keeps the numbers it gets and says who ran it; answers text with its length; ends on request.
class notebook final : public lean_actor {
public:
  using lean_actor::lean_actor;

  [[nodiscard]] const std::vector<int>& numbers() const {
    return numbers_;
  }

  [[nodiscard]] caf::execution_unit* last_runner() const {
    return last_runner_;
  }

  [[nodiscard]] bool has_ended() const {
    return ended();
  }

  [[nodiscard]] int failures() const {
    return failures_;
  }

private:
  void receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) override {
    last_runner_ = runner;
    const auto& content = message->content();
    if (content.match_elements<int>() && content.get_as<int>(0) == out_of_memory)
      throw std::bad_alloc{};
    if (content.match_elements<int>())
      numbers_.push_back(content.get_as<int>(0));
    else if (content.match_elements<std::string>())
      respond(*message, runner, static_cast<int>(content.get_as<std::string>(0).size()));
    else
      handle_exit(*message, runner);
  }

  void on_failure(const caf::mailbox_element_ptr&) noexcept override {
    ++failures_;
  }

  std::vector<int> numbers_;
  caf::execution_unit* last_runner_ = nullptr;
  int failures_ = 0;
};

/// An execution unit without memory for what is to run.
struct full_unit : caf::execution_unit {
  using caf::execution_unit::execution_unit;

  void exec_later(caf::resumable*) override {
    throw std::bad_alloc{};
  }
};

struct fixture : test_coordinator_fixture<> {
  hand_crank reactor{&sys};
  hand_crank other_reactor{&sys};
  post_office box{sys};
  caf::strong_actor_ptr sut = test::make_hidden<notebook>(sys);

  notebook& book() const {
    return *static_cast<notebook*>(sut->get());
  }

  void write(int number, caf::execution_unit* runner) {
    box.send(sut, 0, number, runner);
  }

  void end(caf::error reason) {
    box.send(sut, 0, caf::exit_msg{box.handle()->address(), std::move(reason)}, &reactor);
    reactor.run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(lean_actor_tests, fixture)

CAF_TEST(a lean actor is an eleventh of an event based one) {
  CAF_CHECK_EQUAL(sizeof(lean_actor), 88u);
  CAF_CHECK_GREATER(sizeof(caf::event_based_actor), 11 * sizeof(lean_actor));
}

CAF_TEST(an actor handles its messages in the order in which they came) {
  for (int i = 0; i < 5; ++i)
    write(i, &reactor);
  reactor.run();
  write(5, &reactor);
  reactor.run();
  CAF_CHECK_EQUAL(book().numbers(), (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

CAF_TEST(an actor runs on the execution unit of whoever woke it) {
  write(1, &reactor);
  CAF_CHECK_EQUAL(reactor.waiting(), 1u);
  CAF_CHECK(!sched.has_job());
  reactor.run();
  CAF_CHECK(book().last_runner() == &reactor);
  write(2, &other_reactor);
  CAF_CHECK_EQUAL(reactor.waiting(), 0u);
  other_reactor.run();
  CAF_CHECK(book().last_runner() == &other_reactor);
}

CAF_TEST(an actor that is sent a message without an execution unit runs on the scheduler of CAF) {
  write(1, nullptr);
  CAF_CHECK_EQUAL(sched.jobs.size(), 1u);
  CAF_CHECK_EQUAL(reactor.waiting(), 0u);
  expect((int), from(box.handle()).to(sut).with(1));
  CAF_CHECK_EQUAL(book().numbers(), std::vector<int>{1});
}

CAF_TEST(an actor that waits to run is not queued anywhere else) {
  write(1, &reactor);
  write(2, &other_reactor);
  write(3, nullptr);
  CAF_CHECK_EQUAL(reactor.waiting(), 1u);
  CAF_CHECK_EQUAL(other_reactor.waiting(), 0u);
  CAF_CHECK(!sched.has_job());
  reactor.run();
  CAF_CHECK_EQUAL(book().numbers(), (std::vector<int>{1, 2, 3}));
}

CAF_TEST(an actor handles at most as many messages in a turn as it is told) {
  for (int i = 0; i < 5; ++i)
    write(i, &reactor);
  CAF_CHECK(reactor.turn(3) == caf::resumable::resume_later);
  CAF_CHECK_EQUAL(book().numbers().size(), 3u);
  write(5, &other_reactor); // it still waits on the first one
  CAF_CHECK_EQUAL(other_reactor.waiting(), 0u);
  CAF_CHECK(reactor.turn(4) == caf::resumable::awaiting_message);
  CAF_CHECK_EQUAL(book().numbers(), (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

CAF_TEST(an actor that has handled all it may and has no more is idle) {
  for (int i = 0; i < 3; ++i)
    write(i, &reactor);
  CAF_CHECK(reactor.turn(3) == caf::resumable::awaiting_message);
  write(3, &other_reactor);
  CAF_CHECK_EQUAL(other_reactor.waiting(), 1u);
  other_reactor.run();
  CAF_CHECK_EQUAL(book().numbers(), (std::vector<int>{0, 1, 2, 3}));
}

CAF_TEST(an actor whose turn cannot be noted has it at once) {
  full_unit full{&sys};
  write(1, &full);
  CAF_CHECK_EQUAL(book().numbers(), std::vector<int>{1});
  write(2, &reactor); // and is idle again
  CAF_CHECK_EQUAL(reactor.waiting(), 1u);
  reactor.run();
  CAF_CHECK_EQUAL(book().numbers(), (std::vector<int>{1, 2}));
}

CAF_TEST(a message that cannot be handled is answered with an error and the next one is handled) {
  box.send(sut, 7, out_of_memory, &reactor);
  write(1, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 7u);
  CAF_CHECK(answer.is<caf::error>());
  CAF_CHECK_EQUAL(book().failures(), 1);
  CAF_CHECK_EQUAL(book().numbers(), std::vector<int>{1});
}

CAF_TEST(a message that cannot be handled and is no request is not answered) {
  write(out_of_memory, &reactor);
  reactor.run();
  CAF_CHECK(box->take().empty());
  CAF_CHECK_EQUAL(book().failures(), 1);
}

CAF_TEST(an answer names the request and comes from the actor) {
  box.send(sut, 7, std::string{"four"}, &reactor);
  reactor.run();
  const auto answer = box->take_one();
  CAF_CHECK_EQUAL(answer.request_id, 7u);
  CAF_CHECK(answer.sender == sut);
  CAF_CHECK_EQUAL(answer.as<int>(), 4);
}

CAF_TEST(an answer to a message that is no request names none) {
  box.send(sut, 0, std::string{"four"}, &reactor);
  reactor.run();
  CAF_CHECK_EQUAL(box->take_one().request_id, 0u);
}

CAF_TEST(an actor of CAF can ask a lean actor) {
  CAF_CHECK_EQUAL(request<int>(caf::actor_cast<caf::actor>(sut), std::string{"four"}), 4);
}

CAF_TEST(an answer to nobody goes nowhere) {
  sut->enqueue(
      caf::make_mailbox_element(nullptr, caf::make_message_id(1), {}, std::string{"x"}), &reactor);
  reactor.run();
  CAF_CHECK(box->take().empty());
}

CAF_TEST(the next message can be looked at until it is handled) {
  CAF_CHECK(book().peek_at_next_mailbox_element() == nullptr);
  write(1, nullptr);
  write(2, nullptr);
  for (const int number : {1, 2}) {
    const auto* next = book().peek_at_next_mailbox_element();
    CAF_REQUIRE(next != nullptr);
    CAF_CHECK_EQUAL(next->content().get_as<int>(0), number);
    sched.run_once();
  }
  CAF_CHECK(book().peek_at_next_mailbox_element() == nullptr);
}

CAF_TEST(monitors hear why an actor has ended) {
  box.monitor(sut);
  end(caf::exit_reason::kill);
  CAF_CHECK(book().has_ended());
  const auto news = box->take_one().as<caf::down_msg>();
  CAF_CHECK(news.source == sut->address());
  CAF_CHECK_EQUAL(news.reason, caf::error{caf::exit_reason::kill});
}

CAF_TEST(an exit message without a reason ends nothing) {
  box.monitor(sut);
  end(caf::exit_reason::normal);
  CAF_CHECK(!book().has_ended());
  CAF_CHECK(box->take().empty());
}

CAF_TEST(an actor that has ended still gets its messages) {
  end(caf::exit_reason::kill);
  write(1, &reactor);
  reactor.run();
  CAF_CHECK_EQUAL(book().numbers(), std::vector<int>{1});
}

CAF_TEST(an actor ends when its last handle is gone) {
  box.monitor(sut);
  sut = nullptr;
  CAF_CHECK_EQUAL(
      box->take_one().as<caf::down_msg>().reason, caf::error{caf::exit_reason::unreachable});
}

CAF_TEST(an actor that waits to run lives until it has run) {
  box.monitor(sut);
  write(1, &reactor);
  sut = nullptr;
  CAF_CHECK(box->take().empty());
  reactor.run();
  CAF_CHECK_EQUAL(box->take().size(), 1u);
}

CAF_TEST(messages that are never handled are freed with the actor) {
  const test::counted message;
  for (int i = 0; i < 3; ++i)
    box.send(sut, 0, message, nullptr);
  CAF_CHECK(book().peek_at_next_mailbox_element() != nullptr); // some are fetched
  box.send(sut, 0, message, nullptr);                          // and one is not
  CAF_CHECK_GREATER(message.copies.use_count(), 1);
  auto* job = sched.jobs.front();
  sched.jobs.pop_front();
  intrusive_ptr_release(job);
  sut = nullptr;
  CAF_CHECK_EQUAL(message.copies.use_count(), 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
