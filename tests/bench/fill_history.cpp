// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// Makes a store that has been sampled for three days.
//
//     fill_history FOLDER

#include "storage/history.hpp"
#include "storage/store.hpp"
#include "tests/bench/value_of.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>

namespace {

using namespace muster;
using bench::fail;
using bench::value_of;

constexpr std::uint32_t minutes = 3 * 24 * 60;

/// A minute like many others, and yet none like another, or it would compress too well.
tracker_sample sample_of(std::uint32_t minute) {
  tracker_sample result;
  result.seconds = 60;
  result.seeders = 100'000 + minute * 7919 % 5000;
  result.leechers = 50'000 + minute * 104'729 % 3000;
  result.swarms_active = 20'000 + minute;
  result.swarms = 21'000 + minute;
  result.completed = minute % 100;
  result.refusals = minute % 7;
  result.resident_bytes = 200'000'000 + minute * 4096;
  result.traffic.resize(2);
  for (auto& of_protocol : result.traffic)
    for (auto& of_family : of_protocol)
      of_family.announces = 10'000 + minute;
  return result;
}

timestamp this_minute() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return timestamp{std::chrono::floor<std::chrono::minutes>(now)};
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: fill_history FOLDER\n");
    return 2;
  }
  const auto records = value_of(store::open(argv[1]));
  const auto past = value_of(history::open(*records));
  const auto begin = this_minute() - timestamp{60 * minutes};
  for (std::uint32_t i = 0; i < minutes; ++i) {
    auto sample = sample_of(i);
    sample.time = begin + timestamp{60 * i};
    if (const auto error = past->add(sample))
      fail(*error);
  }
}
