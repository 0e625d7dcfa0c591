// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/rate_limiter.hpp"
#include "actors/admission/retry_backoff.hpp"
#include "actors/interfaces.hpp"
#include "net/protocol/address.hpp"
#include "net/settings.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

class access_lists;
class actor_accounts;
class log;
class reactor;
class secret_key;
struct swarm_context;

/// What a door needs to listen.
struct listen_terms {
  /// Threads that serve: each gets a socket of its own for each endpoint.
  std::size_t reactors = 1;
  muster::log& log;
  /// Endpoints of the first door. A door that has none of its own listens at these.
  std::span<const endpoint> shared;
  /// Throws like `door::expect_free` if a door that shares the endpoints of this one could not
  /// listen at `at`.
  std::function<void(const endpoint& at)> expect_shareable;
};

/// What the network actors of all doors work with. References outlive them.
struct door_context {
  const announce_settings& announce;
  const admission_settings& admission;
  const limit_settings& limits;
  rate_limiter& limiter;
  retry_backoff& backoff;
  swarm_context& swarms;
  actor_accounts& accounts;
  const secret_key& secret;
  muster::log& log;
  std::shared_ptr<const access_lists> lists;
  statistics_actor statistics;
  pages_actor pages;
  /// The reactor as operators know it: `reactor 0`.
  std::string place;
};

/// One way in. All that the tracker knows of it, and nothing of its protocol.
///
/// Belongs to the main thread. It outlives the actors that it makes.
class door {
public:
  virtual ~door() = default;

  /// Opens a socket for each endpoint and reactor, and logs where. An endpoint of a family that
  /// this machine lacks is left out. Called once.
  /// @throws std::system_error that names the endpoint, if one is taken.
  /// @throws std::runtime_error if there is no endpoint left.
  virtual void listen(const listen_terms& terms) = 0;

  /// Where it listens, with the ports that it got. Empty before `listen`.
  [[nodiscard]] virtual std::vector<endpoint> endpoints() const = 0;

  /// Makes sure that this door could listen at an endpoint of the first one, if it is to.
  /// @throws std::system_error that names the endpoint, if it is taken.
  virtual void expect_free(const endpoint& at) const = 0;

  /// Makes its network actor on another reactor, which serves as soon as the reactor runs.
  /// @pre `listen`; at most once for each reactor
  virtual door_actor serve_on(reactor& home, const door_context& context) = 0;
};

} // namespace muster
