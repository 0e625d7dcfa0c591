// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/http/listener.hpp"
#include "net/udp/datagram_socket.hpp"

#include <cstddef>
#include <vector>

namespace muster {

struct configuration;
class log;

/// What one reactor reads from: a socket for each endpoint that the tracker serves at.
struct reactor_sockets {
  std::vector<listener> http;
  std::vector<datagram_socket> udp;
};

/// Listens at all endpoints, with one socket for each reactor. An endpoint of a family that this
/// machine lacks is left out. Port 0 becomes one that is free for HTTP and for UDP, if both are
/// served at the same ports.
/// @throws std::system_error that names the endpoint, if one is taken.
/// @throws std::runtime_error if there is no endpoint left.
std::vector<reactor_sockets>
open_sockets(const configuration& config, std::size_t reactors, log& log);

} // namespace muster
