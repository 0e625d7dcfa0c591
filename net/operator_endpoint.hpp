// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/operator_socket.hpp"

#include <caf/actor_control_block.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace caf {
class actor_system;
class actor_system_config;
} // namespace caf

namespace muster {

class log;

/// Lets an actor system exchange messages with operators: loads CAF's middleman, names the version
/// of the protocol, and has it notice within 30 seconds a peer that hangs. One that ends is noticed
/// at once. To be called for `musterd` and `musterctl` alike, before the system is made.
void configure_operator_network(caf::actor_system_config& config);

/// Where operators attach to a running tracker: the actor system of `musterd` joined with that of
/// `musterctl` over a Unix socket. docs/decisions/0006 says why it is no TCP port.
///
/// Belongs to the main thread. Must go before the actor system.
class operator_endpoint {
public:
  /// Listens; nobody is let in yet.
  /// @throws std::system_error that names the path, if that cannot be.
  operator_endpoint(caf::actor_system& system, std::string path);
  ~operator_endpoint();

  operator_endpoint(const operator_endpoint&) = delete;
  operator_endpoint& operator=(const operator_endpoint&) = delete;

  /// From now on whoever attaches gets to this actor. To be called once.
  /// @param log   outlives the actor system.
  /// @param time  how long an operator who has connected may take to say who that is. By default
  /// far
  ///              more than a few round trips over SSH.
  void publish(
      const caf::strong_actor_ptr& whom, muster::log& log,
      std::chrono::milliseconds time = std::chrono::seconds{10});

  /// Listens anew if its file is not in its place any more, because that or its folder was removed
  /// or moved away. Operators who are attached stay.
  /// @returns whether that was so.
  /// @throws std::system_error that names the path, if there is no listening now.
  /// @pre somebody is published
  bool renew();

private:
  void open_doors();

  caf::actor_system& system_;
  std::string path_;
  std::optional<operator_socket> socket_;
  caf::strong_actor_ptr whom_;
  muster::log* log_ = nullptr;
  std::chrono::milliseconds time_{};
};

/// One line that says why there is no tracker to attach to.
struct attach_error {
  std::string message;
};

/// Attaches to a tracker. Waits for its answer, but not for ever.
/// @param socket  that is connected with the tracker's; closed when the tracker is left.
/// @param name    what messages call the tracker.
/// @returns what it has published.
std::variant<caf::strong_actor_ptr, attach_error>
attach_to_tracker(caf::actor_system& system, int socket, const std::string& name);

} // namespace muster
