// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/rate_limiter.hpp"

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
          time_of_one<nanoseconds>(settings.errors_per_second)},
      burst_time_(std::chrono::seconds{settings.burst_seconds}),
      network_factor_(settings.network_factor),
      hash_(key),
      rows_(std::make_unique<std::array<row, row_count>>()) {
  // nop
}

bool rate_limiter::exempts(const address& source) const noexcept {
  return !private_sources_ && is_private(source);
}

bool rate_limiter::admits(limited what, const address& source, timestamp now) noexcept {
  const auto token_time = token_times_[static_cast<std::size_t>(what)];
  if (token_time.count() == 0 || exempts(source))
    return true;
  const auto salt = static_cast<std::uint8_t>(what);
  return take(hash_.of_source(source, salt), token_time, now)
         && take(hash_.of_network(source, salt), token_time / network_factor_, now);
}

bool rate_limiter::take(std::uint64_t owner, nanoseconds token_time, timestamp now) noexcept {
  const auto present = nanoseconds{now}.count();
  const auto fullest = present + burst_time_.count();
  auto& own = bucket_of(owner);
  auto full_at = std::max(own.full_at.load(relaxed), present);
  // A bucket cannot be emptier than empty, but the clock may have been set back.
  if (full_at > fullest)
    full_at = present;
  if (full_at + token_time.count() > fullest)
    return false;
  own.full_at.store(full_at + token_time.count(), relaxed);
  return true;
}

rate_limiter::bucket& rate_limiter::bucket_of(std::uint64_t owner) noexcept {
  auto& buckets = (*rows_)[owner % row_count].buckets;
  auto* fullest = &buckets.front();
  for (auto& x : buckets) {
    if (x.owner.load(relaxed) == owner)
      return x;
    if (x.full_at.load(relaxed) < fullest->full_at.load(relaxed))
      fullest = &x;
  }
  fullest->owner.store(owner, relaxed);
  fullest->full_at.store(0, relaxed);
  return *fullest;
}

} // namespace muster
