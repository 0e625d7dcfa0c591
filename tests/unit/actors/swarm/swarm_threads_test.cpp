// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_threads_test

#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/announces.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// Several threads announce to a few swarms, and others end these swarms all the time.
namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;
using test::hand_crank;

constexpr std::size_t announcers = 3;
constexpr std::uint32_t announces_per_thread = 20000;
constexpr std::uint8_t torrents = 5;

/// All peers announce at one time; a sweep at another expires them all.
constexpr timestamp announce_time{1};
constexpr timestamp sweep_time{1000};

/// Adds up what swarms tell, and counts the answers to each announce.
class ledger final : public caf::monitorable_actor {
public:
  explicit ledger(caf::actor_config& cfg)
      : caf::monitorable_actor(cfg), answers_(announcers * announces_per_thread + 1) {
    // nop
  }

  using caf::abstract_actor::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    const auto& content = message->content();
    const std::lock_guard guard{mutex_};
    if (content.match_elements<announced>()) {
      sum_.add(content.get_as<announced>(0).changes);
      ++answers_.at(message->mid.request_id().integer_value());
    }
  }

  [[nodiscard]] statistics_report sum() const {
    const std::lock_guard guard{mutex_};
    return sum_;
  }

  /// How many announces were not answered exactly once.
  [[nodiscard]] std::size_t faults() const {
    const std::lock_guard guard{mutex_};
    std::size_t result = answers_[0] == 0 ? 0 : 1;
    for (std::size_t i = 1; i < answers_.size(); ++i)
      result += answers_[i] == 1 ? 0 : 1;
    return result;
  }

private:
  mutable std::mutex mutex_;
  statistics_report sum_;
  std::vector<std::uint32_t> answers_;
};

struct fixture {
  swarm_context context{{8, std::chrono::seconds{100}, std::chrono::seconds{120}}};
  caf::actor_system_config cfg;
  caf::actor_system sys{cfg.set("scheduler.max-threads", std::size_t{1})
                            .set("scheduler.policy", caf::atom("sharing"))};
  caf::strong_actor_ptr book = test::make_hidden<ledger>(sys);

  ~fixture() {
    context.directory.clear();
  }

  const ledger& entries() const {
    return *static_cast<ledger*>(book->get());
  }

  template <class Content>
  void send(const caf::strong_actor_ptr& to, std::uint64_t id, Content&& content, hand_crank& crank)
      const {
    const auto mid = id == 0 ? caf::make_message_id() : caf::make_message_id(id);
    to->enqueue(caf::make_mailbox_element(book, mid, {}, std::forward<Content>(content)), &crank);
  }

  void announce_all(std::uint32_t self, hand_crank& crank) {
    for (std::uint32_t i = 0; i < announces_per_thread; ++i) {
      const announce_request request =
          an_announce()
              .from((i % 2 == 0 ? "198.51.100." : "2001:db8::") + std::to_string(i % 7))
              .on_port(static_cast<std::uint16_t>(1 + i % 11))
              .with_left(i % 3)
              .with_event(i % 13 == 0 ? announce_event::stopped : announce_event::none)
              .with_numwant(5);
      const auto to = context.directory.find_or_spawn(
          sys, an_info_hash(static_cast<std::uint8_t>(i % torrents)));
      send(to, 1 + self * announces_per_thread + i, announce{request, announce_time, i}, crank);
      if (i % 8 == 0)
        crank.run();
      if (i % 100 == 0)
        send(to, 0, sweep{sweep_time}, crank);
    }
    crank.run();
  }

  void sweep_all(hand_crank& crank) {
    for (std::uint8_t i = 0; i < torrents; ++i)
      for (const auto& swarm :
           context.directory.swarms_of_shard(swarm_directory::shard_number(an_info_hash(i))))
        send(swarm, 0, sweep{sweep_time}, crank);
    crank.run();
  }

  /// Ends swarms in both ways until everybody has announced.
  void end_swarms(const std::atomic<std::size_t>& busy, hand_crank& crank) {
    for (std::uint8_t i = 0; busy > 0; i = static_cast<std::uint8_t>((i + 1) % torrents)) {
      sweep_all(crank);
      if (const auto swarm = context.directory.find(an_info_hash(i)))
        send(swarm, 0, caf::exit_msg{book->address(), caf::exit_reason::kill}, crank);
      crank.run();
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_threads_tests, fixture)

CAF_TEST(every announce is answered exactly once however swarms end meanwhile) {
  std::vector<hand_crank> cranks(announcers + 1, hand_crank{&sys});
  std::atomic<std::size_t> busy{announcers};
  std::vector<std::jthread> threads;
  for (std::uint32_t i = 0; i < announcers; ++i)
    threads.emplace_back([&, i] {
      announce_all(i, cranks[i]);
      --busy;
    });
  threads.emplace_back([&] { end_swarms(busy, cranks[announcers]); });
  threads.clear(); // joins
  CAF_CHECK_EQUAL(entries().faults(), 0u);
  // What was told of each change adds up to what is there: nothing, once all have expired.
  sweep_all(cranks[0]);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
  auto sum = context.changes.take();
  CAF_CHECK_GREATER(sum.swarms_ended, 100u);
  sum.add(entries().sum());
  CAF_CHECK(sum.swarms.population == per_family<population>{});
}

CAF_TEST_FIXTURE_SCOPE_END()
