// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/flood.hpp"
#include "bin/load/http_request.hpp"
#include "bin/load/population.hpp"
#include "bin/load/source_addresses.hpp"
#include "bin/load/target.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace muster::load {

/// What the user asked for. load_command_line.cpp explains each option.
struct load_options {
  std::string url = "http://127.0.0.1:6969/announce";
  connection_mode mode = connection_mode::keep_alive;
  std::uint32_t connections = 64;
  /// Requests that a client has under way at a time over UDP. All clients begin at once, and what a
  /// server's socket holds by default is 190 of them: more would be lost.
  std::uint32_t window = 2;
  std::uint32_t threads = 1;
  /// Requests per second; 0: closed loop.
  double rate = 0;
  double duration_seconds = 10;
  /// Requests in total; 0: until the time is over.
  std::uint64_t requests = 0;
  bool fill = false;
  load::flood flood = flood::none;
  source_settings source;
  population_settings population;
  std::uint32_t numwant = 50;
  std::uint32_t scrape_percent = 0;
  double timeout_seconds = 5;
  double error_percent_max = 0;
  /// The server; 0: unknown.
  pid_t pid = 0;
  bool json = false;
  bool print_info_hashes = false;
};

/// Fills in what follows from other options, and checks what one option alone cannot tell.
/// @returns what is wrong with `x`, or nothing.
std::optional<std::string> complete(load_options& x);

} // namespace muster::load
