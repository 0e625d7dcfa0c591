// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE lasting_address_test

#include "actors/runtime/lasting_address.hpp"
#include "tests/support/actors.hpp"

#include <caf/event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;

caf::behavior multiplier(caf::event_based_actor*, int factor) {
  return {[factor](int x) {
    return factor * x;
  }};
}

struct fixture : test_coordinator_fixture<> {
  caf::strong_actor_ptr address = test::make_hidden<lasting_address>(sys);
  test::post_office first{sys};
  test::post_office second{sys};

  lasting_address& sut() {
    return static_cast<lasting_address&>(*address->get());
  }

  caf::actor as_actor() {
    return caf::actor_cast<caf::actor>(address);
  }

  bool fails() {
    bool result = false;
    auto answer = self->request(as_actor(), caf::infinite, 21);
    consume_messages();
    answer.receive([](int) {}, [&](const caf::error&) { result = true; });
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(lasting_address_tests, fixture)

CAF_TEST(a message reaches the actor that is referred to with its sender and its id) {
  sut().refer_to(first.handle());
  second.send(address, 7, 42, nullptr);
  const auto letter = first->take_one();
  CAF_CHECK_EQUAL(letter.as<int>(), 42);
  CAF_CHECK(letter.sender == second.handle());
}

CAF_TEST(later messages reach the successor and no one else) {
  sut().refer_to(first.handle());
  sut().refer_to(second.handle());
  self->send(as_actor(), 1);
  CAF_CHECK(first->take().empty());
  CAF_CHECK_EQUAL(second->take_one().as<int>(), 1);
}

CAF_TEST(a request is answered by the actor that is referred to) {
  sut().refer_to(caf::actor_cast<caf::strong_actor_ptr>(sys.spawn(multiplier, 2)));
  CAF_CHECK_EQUAL(request<int>(as_actor(), 21), 42);
}

CAF_TEST(a request to nobody fails at once) {
  CAF_CHECK(fails());
}

CAF_TEST(a request to an actor that has ended fails at once) {
  const auto mortal = sys.spawn(multiplier, 2);
  sut().refer_to(caf::actor_cast<caf::strong_actor_ptr>(mortal));
  caf::anon_send_exit(mortal, caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK(fails());
}

CAF_TEST(a message to nobody is lost and does no harm) {
  self->send(as_actor(), 1);
  sut().refer_to(first.handle());
  CAF_CHECK(first->take().empty());
}

CAF_TEST(an exit message ends the actor that is referred to) {
  const auto mortal = sys.spawn(multiplier, 2);
  first.monitor(caf::actor_cast<caf::strong_actor_ptr>(mortal));
  sut().refer_to(caf::actor_cast<caf::strong_actor_ptr>(mortal));
  caf::anon_send_exit(as_actor(), caf::exit_reason::kill);
  consume_messages();
  CAF_CHECK(first->take_one().is<caf::down_msg>());
}

CAF_TEST_FIXTURE_SCOPE_END()
