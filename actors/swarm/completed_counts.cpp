// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/completed_counts.hpp"

namespace muster {

std::optional<info_hash> completed_counts::keep(const info_hash& x, std::uint32_t count) {
  if (counts_.size() < counts_max || counts_.contains(x)) {
    counts_.insert_or_assign(x, count);
    return std::nullopt;
  }
  const auto least = least_of_some();
  if (least->second > count)
    return x;
  const auto result = least->first;
  counts_.erase(least);
  counts_.emplace(x, count);
  return result;
}

completed_counts::table::iterator completed_counts::least_of_some() {
  auto result = counts_.begin();
  auto i = result;
  for (std::size_t n = 0; n < compared && i != counts_.end(); ++n, ++i)
    if (i->second < result->second)
      result = i;
  return result;
}

std::uint32_t completed_counts::take(const info_hash& x) {
  const auto found = counts_.find(x);
  if (found == counts_.end())
    return 0;
  const auto result = found->second;
  counts_.erase(found);
  return result;
}

std::uint32_t completed_counts::find(const info_hash& x) const {
  const auto found = counts_.find(x);
  return found == counts_.end() ? 0 : found->second;
}

} // namespace muster
