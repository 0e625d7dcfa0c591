// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/rate_limiter.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

template <class Duration>
constexpr Duration time_of_one(std::uint32_t per_second) {
  return per_second == 0 ? Duration{} : Duration{std::chrono::seconds{1}} / per_second;
}

} // namespace

rate_limiter::rate_limiter(const limit_settings& settings, const hash_key& key)
    : private_sources_(settings.private_sources),
      token_times_{
          time_of_one<nanoseconds>(settings.announces_per_second),
          time_of_one<nanoseconds>(settings.scrapes_per_second),
          time_of_one<nanoseconds>(settings.new_swarms_per_second),
          time_of_one<nanoseconds>(settings.connects_per_second),
          time_of_one<nanoseconds>(settings.errors_per_second),
          time_of_one<nanoseconds>(settings.pages_per_second),
          time_of_one<nanoseconds>(settings.pages_per_second)},
      burst_time_(std::chrono::seconds{settings.burst_seconds}),
      network_factor_(settings.network_factor),
      hash_(key) {
  const auto allow = [this](limited what, std::uint32_t burst) {
    const auto i = static_cast<std::size_t>(what);
    long_burst_times_[i] = token_times_[i] * burst;
  };
  allow(limited::announce, settings.announces_burst);
  allow(limited::new_swarm, settings.new_swarms_burst);
}

bool rate_limiter::exempts(const address& source) const noexcept {
  return !private_sources_ && is_private(source);
}

bool rate_limiter::admits(
    limited what, const address& source, timestamp now, std::uint32_t burst_percent) noexcept {
  const auto i = static_cast<std::size_t>(what);
  const auto token_time = token_times_[i];
  if (token_time.count() == 0 || exempts(source))
    return true;
  const rate own{
      token_time, std::max(burst_time_, long_burst_times_[i] * burst_percent / 100),
      std::max(burst_time_, long_burst_times_[i])};
  const rate shared{token_time / network_factor_, own.burst_time, own.burst_time_max};
  const auto salt = static_cast<std::uint8_t>(what);
  return take(hash_.of_source(source, salt), own, now)
         && take(hash_.of_network(source, salt), shared, now);
}

bool rate_limiter::take(std::uint64_t owner, const rate& of, timestamp now) noexcept {
  const auto present = nanoseconds{now}.count();
  auto& bucket = buckets_.of(owner).number;
  auto full_at = std::max(bucket.load(relaxed), present);
  // A bucket cannot be emptier than empty, but the clock may have been set back.
  if (full_at > present + of.burst_time_max.count())
    full_at = present;
  if (full_at + of.token_time.count() > present + of.burst_time.count())
    return false;
  bucket.store(full_at + of.token_time.count(), relaxed);
  return true;
}

} // namespace muster
