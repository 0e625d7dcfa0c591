// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/runtime/messages.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace muster {

class log;

/// An actor that is started again when it fails.
struct supervised {
  std::string name;
  /// Starts one, or another one.
  std::function<caf::strong_actor_ptr()> start;
  /// What others know it by: a `lasting_address`, which refers to the one that runs.
  caf::strong_actor_ptr address;
};

/// What the supervisor keeps between its messages.
struct supervisor_state {
  static inline const char* name = "supervisor";

  struct ward {
    supervised subject;
    caf::actor_addr running = {};
    /// How long its next start has to wait.
    std::chrono::milliseconds pause{};
    std::chrono::steady_clock::time_point started = {};
  };

  std::vector<ward> wards;
};

/// The pause before the first restart, which doubles with each one up to the last; an actor that
/// has run for as long as the last begins anew.
inline constexpr std::chrono::milliseconds restart_pause_first{100};
inline constexpr std::chrono::milliseconds restart_pause_last{10'000};

/// Starts actors again when they end: by an exception, by being killed, or of their
/// own accord. Only who is told to shut down stays down.
///
/// @param log  outlives the actor.
supervisor_actor::behavior_type supervisor(
    supervisor_actor::stateful_pointer<supervisor_state> self, std::vector<supervised> wards,
    muster::log* log);

} // namespace muster
