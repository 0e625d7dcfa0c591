// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/runtime/actor_account.hpp"
#include "actors/statistics/messages.hpp"
#include "actors/statistics/statistics.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "tests/support/actors.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace muster::test {

/// A statistics actor whose samples come to a letterbox. Minutes pass when the test says so, but
/// the times in samples are those of the real clock.
struct statistics_rig : test_coordinator_fixture<> {
  swarm_context context{swarm_settings{}};
  muster::log log{log_level::info, 1, [](const log_record&) {
                  }};
  actor_accounts accounts;
  post_office store{sys};
  std::shared_ptr<statistics_memory> memory = std::make_shared<statistics_memory>();
  std::vector<statistics_actor> started;
  statistics_actor sut = start(parts());

  /// The ticks of an actor that goes on would keep the base class from ending.
  ~statistics_rig() override {
    for (const auto& x : started)
      end(x);
    context.directory.clear();
  }

  statistics_actor start(const statistics_parts& x) {
    started.push_back(sys.spawn(statistics, x));
    return started.back();
  }

  void end(const statistics_actor& x) {
    caf::anon_send_exit(caf::actor_cast<caf::actor>(x), caf::exit_reason::kill);
    consume_messages();
  }

  [[nodiscard]] statistics_parts parts() {
    return {
        memory,
        &context.changes,
        [this] { return context.look(); },
        {},
        &log,
        &accounts,
        caf::actor_cast<persistence_actor>(store.handle())};
  }

  figures query() {
    return query(sut);
  }

  /// Like `request`, but lets no minute end.
  figures query(const statistics_actor& asked) {
    auto answer = self->request(asked, caf::infinite, figures_query{});
    consume_messages();
    figures result;
    answer.receive(
        [&](const figures& x) { result = x; }, [](const caf::error&) { CAF_FAIL("no figures"); });
    return result;
  }

  /// Lets a minute end, whenever it began.
  void end_minute() {
    consume_messages();
    advance_time(std::chrono::seconds{60});
    consume_messages();
  }

  /// The only sample since the last one.
  tracker_sample sample() {
    return store->take_one().as<tracker_sample>();
  }
};

/// Announces and scrapes, as a reactor reports them.
inline statistics_report some_traffic(std::uint64_t announces, std::uint64_t scrapes) {
  statistics_report x;
  x.traffic[0][1].announces[1] = announces - 1;
  x.traffic[0][1].announces[4] = 1;
  x.traffic[0][1].scrapes = scrapes;
  return x;
}

} // namespace muster::test
