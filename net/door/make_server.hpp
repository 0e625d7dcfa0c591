// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "net/door/door.hpp"
#include "net/door/front_door.hpp"
#include "net/reactor.hpp"

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>

#include <utility>

namespace muster {

/// What a door's `front_door` works with.
[[nodiscard]] inline front_door_parts policy_of(const door_context& x, protocol protocol) {
  return {protocol, x.announce, x.admission, x.limits, x.limiter, x.backoff, x.swarms};
}

/// Makes a network actor of the class `Server` on a reactor.
template <class Server, class Parts>
[[nodiscard]] door_actor make_server(reactor& home, Parts parts) {
  auto& system = home.system();
  caf::actor_config cfg;
  return caf::make_actor<Server, door_actor>(
      system.next_actor_id(), system.node(), &system, cfg, home, std::move(parts));
}

} // namespace muster
