// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/options.hpp"

namespace muster {

section<persistence_settings> persistence_section() {
  constexpr auto mebibyte = std::int64_t{1} << 20;
  return {
      "persistence",
      {
          row("enabled", truth_value{}, &persistence_settings::enabled),
          row("snapshot_interval_seconds", "seconds", whole_number{1, 3600},
              &persistence_settings::snapshot_interval),
          row("history_bytes_max", "bytes", whole_number{mebibyte, mebibyte << 20},
              &persistence_settings::history, &history_settings::disk_bytes_max),
      }};
}

} // namespace muster
