// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/settings.hpp"
#include "actors/log/settings.hpp"
#include "actors/persistence/settings.hpp"
#include "actors/swarm/settings.hpp"
#include "conf/option_table.hpp"
#include "net/http/settings.hpp"
#include "net/settings.hpp"
#include "net/udp/settings.hpp"
#include "web/settings.hpp"

#include <cstdint>
#include <string>

namespace muster {

/// Everything an operator can set, from defaults, file and command line. conf/musterd.toml explains
/// each option; `options()` has them all.
struct configuration {
  announce_settings announce;
  http_settings http;
  udp_settings udp;
  swarm_settings swarm;
  admission_settings admission;
  limit_settings limits;
  persistence_settings persistence;
  web_settings web;
  log_settings log;
  /// Threads that serve; 0: one per core.
  std::uint32_t reactors = 0;
  /// The folder of the store, which relative paths start from: those of the list files and of the
  /// log file.
  std::string data_dir = "muster-data";
};

/// All options, in the order of conf/musterd.toml. There is no other list of them.
const option_table<configuration>& options();

/// Writes all options, so that reading the text again gives the same configuration.
[[nodiscard]] std::string configuration_text_of(const configuration& x);

} // namespace muster
