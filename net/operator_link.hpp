// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/io/doorman.hpp>
#include <caf/io/scribe.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace caf::io::network {
class multiplexer;
} // namespace caf::io::network

namespace muster {

class log;

// CAF's protocol (BASP) on sockets of our own. It trusts its peers: a header of 32 bytes makes it
// allocate two gigabytes, and a handshake without payload makes it read through a null pointer. So
// each header is looked at before CAF sees it.

/// BASP's name for what is published at the operators' socket, where it expects a TCP port.
inline constexpr std::uint16_t operator_port = 1;

/// What one BASP message may bring. Questions to a tracker are short; answers may list swarms.
inline constexpr std::size_t question_bytes_max = std::size_t{64} << 10;
inline constexpr std::size_t answer_bytes_max = std::size_t{64} << 20;

/// Operators that may be connected at once.
inline constexpr std::size_t operators_max = 16;

/// Accepts operators at a socket that listens: this user and root, up to `operators_max`. Those
/// that do not say who they are have some time, and go at once when somebody else needs their
/// place.
/// @param socket  closed when the doorman goes.
/// @param log     outlives the doorman; hears of those that are refused.
/// @param time    how long they have.
caf::io::doorman_ptr make_operator_doorman(
    caf::io::network::multiplexer& loop, int socket, muster::log& log,
    std::chrono::milliseconds time);

/// A connection whose messages have at most `payload_bytes_max`; it is closed if one has more.
/// @param socket  connected; closed when the scribe goes.
caf::io::scribe_ptr make_operator_scribe(
    caf::io::network::multiplexer& loop, int socket, std::size_t payload_bytes_max,
    muster::log* log);

} // namespace muster
