// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"

#include <cstdint>
#include <string>

namespace muster::ctl {

/// What musterctl can do. Each is a subcommand, or two words of one.
enum class verb : std::uint8_t {
  prompt,
  status,
  actors,
  top,
  swarms,
  swarm,
  peers,
  log,
  log_level,
  deny,
  allow,
  kick,
  snapshot_now,
  backup,
  clock_trust,
  config_show,
  drain,
  /// Not a question: the other end of `--connect`.
  relay,
};

/// One command, from the command line or from a line at the prompt.
struct request {
  ctl::verb verb = verb::prompt;
  /// HASH of swarm, deny and allow; also of kick, if it is none of an address.
  muster::info_hash info_hash;
  /// ADDRESS of peers and kick.
  std::string address;
  /// LEVEL of log.
  std::string level = "debug";
  /// DIR of backup, absolute; empty: the tracker chooses.
  std::string folder;
  bool follow = false;
  bool with_swarms = false;
  /// Lines that a list has at most; 0: all.
  std::uint32_t limit = 100;
  /// Of top: seconds between two looks, and how many looks; 0: until it is ended.
  double seconds = 2;
  std::uint32_t rounds = 0;
  bool json = false;
};

/// The exit codes of musterctl.
enum class exit_code : std::uint8_t {
  ok = 0,
  /// The tracker said no.
  refused = 1,
  usage = 2,
  /// There is no tracker, or not any more.
  not_connected = 3,
};

} // namespace muster::ctl
