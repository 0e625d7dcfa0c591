// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>

namespace muster {

struct configuration;

/// Who gets how many of the descriptors that the process may have.
struct descriptor_plan {
  /// What the process may have.
  std::uint64_t limit = 0;
  /// What it would need for all connections that it is to have.
  std::uint64_t wanted = 0;
  /// The connections that there may be, so that enough is left for the store, the log, operators
  /// and everything else.
  std::uint32_t connections_max = 0;

  /// Whether there would be more connections if the limit were higher.
  [[nodiscard]] bool is_short() const noexcept {
    return wanted > limit;
  }
};

/// @param limit  descriptors that the process may have.
[[nodiscard]] descriptor_plan
plan_descriptors(const configuration& config, std::size_t reactors, std::uint64_t limit);

/// How many descriptors this process may have.
[[nodiscard]] std::uint64_t descriptor_limit();

} // namespace muster
