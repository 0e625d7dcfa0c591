// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>

namespace muster {

/// What became of reading a record.
enum class record_status : std::uint8_t {
  ok,
  /// Written by a newer muster; this one cannot know what it means.
  newer_version,
  /// Not what was written: too short, too long, or with values that cannot be.
  corrupt,
};

} // namespace muster
