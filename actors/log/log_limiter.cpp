// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log_limiter.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace muster {

log_limiter::log_limiter(std::uint32_t per_second_max) noexcept : per_second_max_(per_second_max) {
  // nop
}

log_limiter::decision log_limiter::admit(const log_record& x) {
  auto& home = windows_[x.event];
  decision result;
  // The clock of the system may be set back, which begins a second as well.
  if (x.time < home.start || x.time - home.start >= std::chrono::seconds{1}) {
    result.summary = take_summary(x.event, home);
    home.start = x.time;
    home.admitted = 0;
  }
  result.admitted = home.admitted < per_second_max_;
  if (result.admitted)
    ++home.admitted;
  else
    suppress(home, x);
  return result;
}

std::vector<log_record> log_limiter::take_summaries() {
  std::vector<log_record> result;
  for (auto& [event, home] : windows_)
    if (auto summary = take_summary(event, home))
      result.push_back(std::move(*summary));
  return result;
}

std::optional<log_record> log_limiter::take_summary(std::string_view event, window& x) {
  const auto count = std::exchange(x.suppressed, 0);
  if (count == 0)
    return std::nullopt;
  untold_ -= count;
  return log_record{
      std::exchange(x.suppressed_level, log_level::debug),
      x.suppressed_last,
      "suppressed_records",
      {{"suppressed_event", std::string{event}}, {"count", std::to_string(count)}}};
}

void log_limiter::suppress(window& home, const log_record& x) {
  ++home.suppressed;
  ++untold_;
  home.suppressed_last = x.time;
  home.suppressed_level = std::max(home.suppressed_level, x.level);
}

} // namespace muster
