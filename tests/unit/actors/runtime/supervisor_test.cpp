// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE supervisor_test

#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/runtime/lasting_address.hpp"
#include "actors/runtime/supervisor.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/swarm/messages.hpp"
#include "tests/support/actors.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

/// Tells its number, and fails or leaves when it is told to.
caf::behavior ward(caf::event_based_actor* self, int number) {
  self->set_exception_handler([](std::exception_ptr&) { return caf::sec::runtime_error; });
  return {
      [number](caf::get_atom) { return number; },
      [](caf::put_atom) { throw std::runtime_error{"on demand"}; },
      [self](caf::close_atom) { self->quit(); },
  };
}

struct fixture : test_coordinator_fixture<> {
  std::vector<log_record> records;
  muster::log log{log_level::info, 1000, [this](log_record x) {
                    records.push_back(std::move(x));
                  }};
  int starts = 0;
  int failing_starts = 0;
  std::vector<supervised> wards;
  supervisor_actor sut;

  fixture() {
    add("one");
    add("two");
    sut = sys.spawn(supervisor, wards, &log);
    sched.run();
  }

  ~fixture() override {
    caf::anon_send_exit(sut, caf::exit_reason::user_shutdown);
    for (auto& x : wards) {
      caf::anon_send_exit(address_of(x), caf::exit_reason::user_shutdown);
      static_cast<lasting_address&>(*x.address->get()).refer_to(nullptr);
    }
    sched.run();
  }

  void add(const std::string& name) {
    const auto start = [this] {
      if (failing_starts > 0 && failing_starts-- > 0)
        throw std::runtime_error{"no thread for it"};
      return caf::actor_cast<caf::strong_actor_ptr>(sys.spawn(ward, ++starts));
    };
    const auto address = test::make_hidden<lasting_address>(sys);
    wards.push_back({name, start, address});
    static_cast<lasting_address&>(*address->get()).refer_to(start());
  }

  static caf::actor address_of(const supervised& x) {
    return caf::actor_cast<caf::actor>(x.address);
  }

  /// The number of the actor that is at the first address; 0: nobody is.
  int number() {
    int result = 0;
    auto answer = self->request(address_of(wards[0]), caf::infinite, caf::get_atom_v);
    sched.run();
    answer.receive([&](int x) { result = x; }, [](const caf::error&) {});
    return result;
  }

  void fail() {
    self->send(address_of(wards[0]), caf::put_atom_v);
    sched.run();
  }

  void pass(std::chrono::milliseconds time) {
    advance_time(time);
    sched.run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(supervisor_tests, fixture)

CAF_TEST(an actor that fails is started again after a pause) {
  CAF_CHECK_EQUAL(number(), 1);
  fail();
  CAF_CHECK_EQUAL(number(), 0);
  pass(restart_pause_first - 1ms);
  CAF_CHECK_EQUAL(number(), 0);
  pass(1ms);
  CAF_CHECK_EQUAL(number(), 3);
}

CAF_TEST(an actor that is killed or leaves is started again) {
  caf::anon_send_exit(address_of(wards[0]), caf::exit_reason::kill);
  sched.run();
  pass(restart_pause_first);
  CAF_CHECK_EQUAL(number(), 3);
  self->send(address_of(wards[0]), caf::close_atom_v);
  sched.run();
  pass(2 * restart_pause_first);
  CAF_CHECK_EQUAL(number(), 4);
}

CAF_TEST(an actor that cannot be started is tried again after a longer pause) {
  fail();
  failing_starts = 1;
  pass(restart_pause_first);
  CAF_CHECK_EQUAL(number(), 0);
  CAF_CHECK_EQUAL(records.size(), 2u);
  pass(2 * restart_pause_first);
  CAF_CHECK_EQUAL(number(), 3);
}

CAF_TEST(starts that fail are no long lives) {
  pass(restart_pause_last); // the first one has lived long
  failing_starts = 3;
  fail();
  auto pause = restart_pause_first;
  for (int left = 3; left > 0; pause *= 2) {
    pass(pause - 1ms);
    CAF_CHECK_EQUAL(failing_starts, left);
    pass(1ms);
    CAF_CHECK_EQUAL(failing_starts, --left);
  }
  pass(pause - 1ms);
  CAF_CHECK_EQUAL(number(), 0);
  pass(1ms);
  CAF_CHECK_EQUAL(number(), 3);
}

CAF_TEST(an actor that is told to shut down stays down) {
  caf::anon_send_exit(address_of(wards[0]), caf::exit_reason::user_shutdown);
  sched.run();
  pass(restart_pause_last);
  CAF_CHECK_EQUAL(number(), 0);
  CAF_CHECK_EQUAL(starts, 2);
}

CAF_TEST(each failure in a row doubles the pause up to a limit) {
  auto pause = restart_pause_first;
  for (int i = 0; i < 10; ++i) {
    const auto before = starts;
    fail();
    pass(pause - 1ms);
    CAF_CHECK_EQUAL(starts, before);
    pass(1ms);
    CAF_CHECK_EQUAL(starts, before + 1);
    pause = std::min(2 * pause, restart_pause_last);
  }
  CAF_CHECK_EQUAL(pause.count(), restart_pause_last.count());
}

CAF_TEST(other actors are left alone) {
  const auto other = static_cast<lasting_address&>(*wards[1].address->get()).current();
  fail();
  pass(restart_pause_first);
  CAF_CHECK(static_cast<lasting_address&>(*wards[1].address->get()).current() == other);
}

CAF_TEST(the log says which actor failed and why) {
  fail();
  CAF_REQUIRE_EQUAL(records.size(), 1u);
  CAF_CHECK_EQUAL(records[0].event, "restart_actor");
  CAF_CHECK_EQUAL(records[0].fields[0].value, "one");
  CAF_CHECK(records[0].fields[1].value.find("runtime_error") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
