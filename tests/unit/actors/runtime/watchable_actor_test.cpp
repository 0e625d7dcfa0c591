// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE watchable_actor_test

#include "actors/runtime/watchable_actor.hpp"
#include "tests/support/actors.hpp"

// The test DSL uses it before it defines it, and defines macros with lower-case names: it comes
// last.
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;
using test::letterbox;
using test::post_office;

/// Ends when it is told to, and does nothing else.
class sleeper final : public watchable_actor {
public:
  explicit sleeper(caf::actor_config& cfg) : watchable_actor(cfg) {
    // nop
  }

  using caf::abstract_actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit* runner) override {
    handle_exit(*message, runner);
  }

  void end(const caf::error& reason) {
    cleanup(reason, nullptr);
  }

  [[nodiscard]] bool has_ended() const {
    return ended();
  }
};

struct fixture : test_coordinator_fixture<> {
  post_office box{sys};
  caf::strong_actor_ptr handle = test::make_hidden<sleeper>(sys);
  caf::strong_actor_ptr other_handle = test::make_hidden<sleeper>(sys);
  sleeper& sut = *static_cast<sleeper*>(handle->get());
  sleeper& other = *static_cast<sleeper*>(other_handle->get());

  caf::abstract_actor* boxed() const {
    return box.handle()->get();
  }

  void demonitor() {
    const caf::default_attachable::observe_token who{
        box.handle()->get()->address(), caf::default_attachable::monitor};
    CAF_CHECK_EQUAL(sut.detach(who), 1u);
    CAF_CHECK_EQUAL(sut.detach(who), 0u);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(watchable_actor_tests, fixture)

CAF_TEST(an actor that can be watched takes 64 bytes) {
  CAF_CHECK_EQUAL(sizeof(watchable_actor), 64u);
  CAF_CHECK_EQUAL(sizeof(caf::monitorable_actor), 120u);
}

CAF_TEST(every monitor hears once why an actor has ended) {
  const post_office neighbour{sys};
  box.monitor(handle);
  neighbour.monitor(handle);
  sut.end(caf::exit_reason::kill);
  sut.end(caf::exit_reason::normal);
  const caf::error killed{caf::exit_reason::kill};
  CAF_CHECK_EQUAL(box->take_one().as<caf::down_msg>().reason, killed);
  CAF_CHECK_EQUAL(neighbour->take_one().as<caf::down_msg>().reason, killed);
}

CAF_TEST(a monitor that was taken away hears nothing) {
  const post_office neighbour{sys};
  box.monitor(handle);
  neighbour.monitor(handle);
  demonitor();
  sut.end(caf::exit_reason::kill);
  CAF_CHECK(box->take().empty());
  CAF_CHECK_EQUAL(neighbour->take().size(), 1u);
}

CAF_TEST(who monitors an actor that has ended hears of it at once) {
  sut.end(caf::exit_reason::kill);
  box.monitor(handle);
  CAF_CHECK_EQUAL(
      box->take_one().as<caf::down_msg>().reason, caf::error{caf::exit_reason::unknown});
}

CAF_TEST(a link tells either side when the other ends) {
  sut.add_link(boxed());
  sut.end(caf::exit_reason::kill);
  const auto news = box->take_one().as<caf::exit_msg>();
  CAF_CHECK(news.source == sut.address());
  CAF_CHECK_EQUAL(news.reason, caf::error{caf::exit_reason::kill});
  boxed()->add_link(&other);
  other.end(caf::exit_reason::kill);
  CAF_CHECK(box->take_one().as<caf::exit_msg>().source == other.address());
}

CAF_TEST(an actor ends with another one that it is linked to if that fails) {
  sut.add_link(&other);
  other.end(caf::exit_reason::kill);
  CAF_CHECK(sut.has_ended());
}

CAF_TEST(an actor stays when another one that it is linked to ends without a reason) {
  sut.add_link(&other);
  other.end(caf::exit_reason::normal);
  CAF_CHECK(!sut.has_ended());
}

CAF_TEST(two actors are linked once however often they are told to) {
  sut.add_link(boxed());
  boxed()->add_link(&sut);
  sut.add_link(boxed());
  sut.end(caf::exit_reason::kill);
  CAF_CHECK_EQUAL(box->take().size(), 1u);
}

CAF_TEST(a link that was removed on either side is gone) {
  sut.add_link(boxed());
  sut.remove_link(boxed());
  sut.end(caf::exit_reason::kill);
  other.add_link(boxed());
  boxed()->remove_link(&other);
  other.end(caf::exit_reason::kill);
  CAF_CHECK(box->take().empty());
}

CAF_TEST(a link with an actor that has ended ends the other one) {
  sut.end(caf::exit_reason::normal);
  sut.add_link(boxed());
  boxed()->add_link(&sut);
  const auto news = box->take_all<caf::exit_msg>();
  CAF_REQUIRE_EQUAL(news.size(), 2u);
  for (const auto& x : news)
    CAF_CHECK_EQUAL(x.reason, caf::error{caf::exit_reason::unknown});
}

CAF_TEST(a message that is no exit ends nobody) {
  box.send(handle, 0, 7, nullptr);
  CAF_CHECK(!sut.has_ended());
  box.send(handle, 0, caf::exit_msg{boxed()->address(), caf::exit_reason::normal}, nullptr);
  CAF_CHECK(!sut.has_ended());
  box.send(handle, 0, caf::exit_msg{boxed()->address(), caf::exit_reason::kill}, nullptr);
  CAF_CHECK(sut.has_ended());
}

CAF_TEST_FIXTURE_SCOPE_END()
