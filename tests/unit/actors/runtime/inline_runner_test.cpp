// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE inline_runner_test

#include "actors/runtime/inline_runner.hpp"
#include "actors/runtime/lean_actor.hpp"
#include "tests/support/actors.hpp"

// The test DSL uses it before it defines it, and defines macros with lower-case names: it comes
// last.
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <utility>

namespace {

using namespace muster;

/// Counts what it gets, and passes numbers on to another one, each one less.
class relay final : public lean_actor {
public:
  using lean_actor::lean_actor;

  caf::strong_actor_ptr next;
  int count = 0;

private:
  void receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) override {
    ++count;
    const auto left = message->content().get_as<int>(0);
    if (next && left > 0)
      next->enqueue(
          caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, left - 1), runner);
  }
};

/// A runner whose turns end when the test says so.
class timed_runner final : public inline_runner {
public:
  using inline_runner::give_jobs_away;
  using inline_runner::inline_runner;
  using inline_runner::renew_turn;

  bool turn_has_ended = false;
  int looks = 0;

private:
  bool has_turn_ended() override {
    ++looks;
    return turn_has_ended;
  }
};

struct fixture : test_coordinator_fixture<> {
  timed_runner sut{&sys};
  test::hand_crank reactor{&sys};
  caf::strong_actor_ptr first = test::make_hidden<relay>(sys);
  caf::strong_actor_ptr second = test::make_hidden<relay>(sys);

  static relay& deref(const caf::strong_actor_ptr& x) {
    return *static_cast<relay*>(x->get());
  }

  static void send(const caf::strong_actor_ptr& to, int number, caf::execution_unit* runner) {
    to->enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, number), runner);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(inline_runner_tests, fixture)

CAF_TEST(actors run where they are sent to and so do those that they send to) {
  deref(first).next = second;
  send(first, 1, &sut);
  CAF_CHECK_EQUAL(deref(first).count, 0);
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 1);
  CAF_CHECK_EQUAL(deref(second).count, 1);
  CAF_CHECK(!sched.has_job());
}

CAF_TEST(an actor with many messages handles all of them) {
  for (int i = 0; i < 1000; ++i)
    send(first, 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 1000);
}

CAF_TEST(an actor that is queued elsewhere runs there) {
  send(first, 0, &reactor);
  send(first, 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 0);
  reactor.run();
  CAF_CHECK_EQUAL(deref(first).count, 2);
}

CAF_TEST(an actor of caf runs in the scheduler) {
  int count = 0;
  const auto walker = sys.spawn<caf::hidden>(
      [](caf::event_based_actor*, int* counter) -> caf::behavior {
        return {[=](int) {
          ++*counter;
        }};
      },
      &count);
  sched.run(); // it has begun
  send(caf::actor_cast<caf::strong_actor_ptr>(walker), 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(count, 0);
  sched.run();
  CAF_CHECK_EQUAL(count, 1);
}

CAF_TEST(an actor that has run is let go) {
  auto* raw = &deref(first);
  send(first, 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(raw->ctrl()->strong_refs.load(), 1u);
}

CAF_TEST(what is left when the turn is over waits for the next one) {
  for (int i = 0; i < 1000; ++i)
    send(first, 0, &sut);
  send(second, 0, &sut);
  sut.turn_has_ended = true;
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 64);
  CAF_CHECK_EQUAL(deref(second).count, 0);
  CAF_CHECK(sut.has_jobs());
  sut.renew_turn();
  sut.turn_has_ended = false;
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 1000);
  CAF_CHECK_EQUAL(deref(second).count, 1);
  CAF_CHECK(!sut.has_jobs());
}

CAF_TEST(nothing runs in a turn that is over) {
  sut.turn_has_ended = true;
  CAF_CHECK(sut.is_turn_over());
  send(first, 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 0);
  CAF_CHECK_EQUAL(sut.looks, 1);
  sut.renew_turn();
  sut.run_jobs();
  CAF_CHECK_EQUAL(deref(first).count, 1);
}

CAF_TEST(swarms with a message each are run many at a time before somebody looks at the clock) {
  for (int i = 0; i < 63; ++i) {
    send(first, 0, &sut);
    sut.run_jobs();
  }
  CAF_CHECK_EQUAL(sut.looks, 0);
  send(first, 0, &sut);
  sut.run_jobs();
  CAF_CHECK_EQUAL(sut.looks, 1);
}

CAF_TEST(what will not run here any more runs in the scheduler) {
  send(first, 0, &sut);
  send(second, 0, &sut);
  sut.give_jobs_away();
  CAF_CHECK(!sut.has_jobs());
  sched.run();
  CAF_CHECK_EQUAL(deref(first).count, 1);
  CAF_CHECK_EQUAL(deref(second).count, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
