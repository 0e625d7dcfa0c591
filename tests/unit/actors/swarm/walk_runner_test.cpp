// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE walk_runner_test

#include "actors/runtime/lean_actor.hpp"
#include "actors/swarm/walk_runner.hpp"
#include "tests/support/actors.hpp"

// The test DSL uses it before it defines it, and defines macros with lower-case names: it comes
// last.
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace {

using namespace muster;

/// Keeps the numbers it gets, and does something with each.
class notebook final : public lean_actor {
public:
  using lean_actor::lean_actor;

  std::vector<int> numbers;
  std::function<void(caf::execution_unit*)> work = [](caf::execution_unit*) {
  };

private:
  void receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) override {
    numbers.push_back(message->content().get_as<int>(0));
    work(runner);
  }
};

/// A host that keeps what it is left, if it takes anything.
class shelf final : public swarm_host {
public:
  explicit shelf(caf::actor_system& system) : reactor(&system) {
    // nop
  }

  bool adopt(caf::resumable* swarm) override {
    if (open)
      reactor.exec_later(swarm);
    return open;
  }

  test::hand_crank reactor;
  bool open = true;
};

struct fixture : test_coordinator_fixture<> {
  swarm_hosts hosts;
  shelf one{sys};
  shelf two{sys};
  test::hand_crank reactor{&sys};
  walk_runner sut{sys, hosts};
  caf::strong_actor_ptr swarm = test::make_hidden<notebook>(sys);
  caf::strong_actor_ptr other = test::make_hidden<notebook>(sys);

  static notebook& deref(const caf::strong_actor_ptr& x) {
    return *static_cast<notebook*>(x->get());
  }

  static caf::mailbox_element_ptr number(int x) {
    return caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, x);
  }
};

using numbers = std::vector<int>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(walk_runner_tests, fixture)

CAF_TEST(an idle swarm handles the message of the walk at once) {
  sut.visit(swarm, number(1));
  CAF_CHECK(deref(swarm).numbers == numbers{1});
  CAF_CHECK_EQUAL(swarm->strong_refs.load(), 1u);
}

CAF_TEST(a swarm that runs elsewhere handles it there) {
  swarm->enqueue(number(1), &reactor);
  sut.visit(swarm, number(2));
  CAF_CHECK(deref(swarm).numbers.empty());
  reactor.run();
  CAF_CHECK(deref(swarm).numbers == (numbers{1, 2}));
}

CAF_TEST(what others send meanwhile is left to a host) {
  hosts.add(one);
  deref(swarm).work = [&](caf::execution_unit*) {
    if (deref(swarm).numbers.size() == 1)
      for (const int x : {2, 3})
        swarm->enqueue(number(x), &reactor);
  };
  sut.visit(swarm, number(1));
  CAF_CHECK(deref(swarm).numbers == numbers{1});
  one.reactor.run();
  CAF_CHECK(deref(swarm).numbers == (numbers{1, 2, 3}));
  CAF_CHECK_EQUAL(swarm->strong_refs.load(), 1u);
}

CAF_TEST(a swarm that the visited one sends to is left to a host) {
  hosts.add(one);
  deref(swarm).work = [&](caf::execution_unit* runner) {
    other->enqueue(number(7), runner);
  };
  sut.visit(swarm, number(1));
  CAF_CHECK(deref(other).numbers.empty());
  one.reactor.run();
  CAF_CHECK(deref(other).numbers == numbers{7});
}

CAF_TEST(hosts take turns) {
  hosts.add(one);
  hosts.add(two);
  deref(swarm).work = [&](caf::execution_unit* runner) {
    other->enqueue(number(7), runner);
  };
  sut.visit(swarm, number(1));
  one.reactor.run();
  sut.visit(swarm, number(2));
  CAF_CHECK_EQUAL(one.reactor.waiting(), 0u);
  CAF_CHECK_EQUAL(two.reactor.waiting(), 1u);
  two.reactor.run();
}

CAF_TEST(what no host takes runs in the scheduler) {
  hosts.add(one);
  one.open = false;
  deref(swarm).work = [&](caf::execution_unit* runner) {
    other->enqueue(number(7), runner);
  };
  sut.visit(swarm, number(1));
  sched.run();
  CAF_CHECK(deref(other).numbers == numbers{7});
}

CAF_TEST_FIXTURE_SCOPE_END()
