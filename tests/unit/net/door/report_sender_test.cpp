// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE report_sender_test

#include "actors/interfaces.hpp"
#include "net/door/report_sender.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/test/unit_test.hpp>

#include <vector>

namespace {

using namespace muster;

constexpr std::uint64_t token = 7;

/// Keeps what it gets.
class keeping_actor final : public caf::monitorable_actor {
public:
  explicit keeping_actor(caf::actor_config& cfg) : caf::monitorable_actor(cfg) {
    // nop
  }

  using caf::abstract_actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    CAF_CHECK_EQUAL(message->mid.request_id().integer_value(), token);
    got.push_back(message->content().get_as<statistics_report>(0));
  }

  void on_destroy() override {
    if (!getf(is_cleaned_up_flag))
      cleanup(caf::exit_reason::unreachable, nullptr);
  }

  std::vector<statistics_report> got;
};

struct fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  caf::actor statistics = make();
  caf::actor self = make();
  report_sender sut{
      *caf::actor_cast<caf::strong_actor_ptr>(self).get(),
      caf::actor_cast<statistics_actor>(statistics), token};

  caf::actor make() {
    caf::actor_config cfg;
    return caf::make_actor<keeping_actor, caf::actor>(
        system.next_actor_id(), system.node(), &system, cfg);
  }

  [[nodiscard]] const std::vector<statistics_report>& got() const {
    return static_cast<keeping_actor*>(caf::actor_cast<caf::abstract_actor*>(statistics))->got;
  }
};

statistics_report a_count(std::uint64_t x) {
  statistics_report result;
  result.peers_expired = x;
  return result;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(report_sender_tests, fixture)

CAF_TEST(what is sent is counted no more) {
  auto counted = a_count(3);
  sut.send(counted);
  CAF_CHECK_EQUAL(counted.peers_expired, 0u);
  CAF_CHECK(sut.is_waiting());
  CAF_REQUIRE_EQUAL(got().size(), 1u);
  CAF_CHECK_EQUAL(got()[0].peers_expired, 3u);
}

CAF_TEST(the next report waits for the answer to the last one) {
  auto counted = a_count(3);
  sut.send(counted);
  counted = a_count(4);
  sut.send(counted);
  CAF_CHECK_EQUAL(got().size(), 1u);
  CAF_CHECK_EQUAL(counted.peers_expired, 4u);
  CAF_CHECK(sut.on_answered(false, counted));
  sut.send(counted);
  CAF_REQUIRE_EQUAL(got().size(), 2u);
  CAF_CHECK_EQUAL(got()[1].peers_expired, 4u);
}

CAF_TEST(after an answer nothing is due unless it was time for another report) {
  auto counted = a_count(3);
  sut.send(counted);
  CAF_CHECK(!sut.on_answered(false, counted));
  CAF_CHECK(!sut.is_waiting());
  CAF_CHECK_EQUAL(counted.peers_expired, 0u);
}

CAF_TEST(a report that was not taken comes back and is due) {
  auto counted = a_count(3);
  sut.send(counted);
  counted = a_count(4);
  CAF_CHECK(sut.on_answered(true, counted));
  CAF_CHECK_EQUAL(counted.peers_expired, 7u);
  sut.send(counted);
  CAF_CHECK_EQUAL(got().back().peers_expired, 7u);
}

CAF_TEST_FIXTURE_SCOPE_END()
