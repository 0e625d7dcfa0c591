// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/replies.hpp"

// The test DSL uses it before it defines it, and defines macros with lower-case names: it comes
// last.
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace muster::test {

/// What must outlive the actor system.
struct swarm_ground {
  swarm_context context{{8, std::chrono::seconds{100}, std::chrono::seconds{120}}};
};

/// An actor system whose scheduler and clock the test turns, with a swarm directory (peers live
/// 100 s), a reactor and a box for answers.
struct swarm_fixture : swarm_ground, test_coordinator_fixture<> {
  hand_crank reactor{&sys};
  post_office box{sys};

  ~swarm_fixture() override {
    reactor.run();
    context.directory.clear();
  }

  /// The swarm of a torrent; spawned if there is none.
  caf::strong_actor_ptr swarm_of(std::uint8_t fill) {
    return context.directory.find_or_spawn(sys, an_info_hash(fill));
  }

  /// Sends one message, lets the reactor run what follows from it, and returns the only answer.
  template <class Content>
  letter ask(const caf::strong_actor_ptr& to, Content&& content) {
    box.send(to, 1, std::forward<Content>(content), &reactor);
    reactor.run();
    return box->take_one();
  }

  /// Announces one peer and returns what the swarm answers.
  announced announce_to(
      const caf::strong_actor_ptr& to, const announce_request& request,
      timestamp now = timestamp{1}) {
    return ask(to, announce{request, now, 0}).template as<announced>();
  }
};

} // namespace muster::test
