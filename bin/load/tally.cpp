// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/tally.hpp"

#include <algorithm>
#include <numeric>

namespace muster::load {

void tally::merge(const tally& other) {
  replies += other.replies;
  for (std::size_t i = 0; i < fault_count; ++i)
    faults[i] += other.faults[i];
  expected |= other.expected;
  for (const auto& [text, times] : other.refusals)
    count_refusal(text, times);
  replies_parsed += other.replies_parsed;
  connections += other.connections;
  retries += other.retries;
  announces += other.announces;
  peers += other.peers;
  peers6 += other.peers6;
  body_bytes += other.body_bytes;
  latency.merge(other.latency);
  last_reply = std::max(last_reply, other.last_reply);
  if (first_connect_error.empty())
    first_connect_error = other.first_connect_error;
  if (first_bad_reply.empty())
    first_bad_reply = other.first_bad_reply;
}

void tally::count_refusal(std::string_view text, std::uint64_t times) {
  const auto known = refusals.find(text);
  if (known != refusals.end())
    known->second += times;
  else if (refusals.size() < refusal_texts_max)
    refusals.emplace(text, times);
  else
    refusals[{}] += times;
}

std::uint64_t tally::errors() const noexcept {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < fault_count; ++i)
    result += expected[i] ? 0 : faults[i];
  return result;
}

std::uint64_t tally::requests() const noexcept {
  return std::accumulate(faults.begin(), faults.end(), replies);
}

double tally::error_percent() const noexcept {
  if (requests() == 0)
    return 100;
  return 100 * static_cast<double>(errors()) / static_cast<double>(requests());
}

} // namespace muster::load
