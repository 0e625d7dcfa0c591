// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/clock_doubt.hpp"

#include <cstdint>

namespace muster {

namespace {

std::string in_words(std::chrono::seconds x) {
  constexpr std::chrono::seconds day = std::chrono::days{1};
  return x >= 2 * day ? std::to_string(x / day) + " days" : std::to_string(x.count()) + " seconds";
}

} // namespace

std::string doubt_about_clock(timestamp now, timestamp newest) {
  const std::chrono::seconds ahead{std::int64_t{now.count()} - std::int64_t{newest.count()}};
  if (ahead > clock_ahead_max)
    return "the clock is " + in_words(ahead) + " ahead of what was stored last";
  if (-ahead > clock_behind_max)
    return "the clock is " + in_words(-ahead) + " behind what was stored last";
  return {};
}

} // namespace muster
