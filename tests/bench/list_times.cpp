// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// How long lists of swarms take, and what it costs to keep them in order.
//
//     list_times FOLDER [SWARMS]
//
// Fills a new store, or with 0 asks the one that is there. Prints tables in Markdown; the exit code
// is 1 if a list took more of the processor than it may.

#include "storage/history.hpp"
#include "storage/store.hpp"
#include "tests/bench/value_of.hpp"

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace muster;
using bench::fail;
using bench::value_of;
using std::chrono::duration;
using std::chrono::steady_clock;

/// What a list may take. An operator types a prefix and looks at each answer.
constexpr double milliseconds_max = 20;

/// Times each list is asked for; the median is shown, and the longest.
constexpr int rounds = 21;

/// As many as the saver brings at once.
constexpr std::size_t step_swarms = 100;

constexpr timestamp first_day{1'704'067'200};

double milliseconds_since(steady_clock::time_point start) {
  return duration<double, std::milli>{steady_clock::now() - start}.count();
}

/// What this thread had of a processor so far, which depends less on what else the machine does.
double processor_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Swarms as a public tracker has them: most of them have one or two peers.
class population {
public:
  explicit population(std::size_t size) : swarms_(size) {
    for (auto& x : swarms_) {
      for (auto& byte : x.info_hash.bytes)
        byte = static_cast<std::uint8_t>(random_());
      change(x);
    }
  }

  /// Gives every n-th swarm other counts.
  std::vector<swarm_sample> change_each(std::size_t n) {
    std::vector<swarm_sample> result;
    for (std::size_t i = random_() % n; i < swarms_.size(); i += n) {
      change(swarms_[i]);
      result.push_back(swarms_[i]);
    }
    return result;
  }

  [[nodiscard]] const std::vector<swarm_sample>& swarms() const {
    return swarms_;
  }

private:
  void change(swarm_sample& x) {
    std::geometric_distribution<std::uint32_t> few{0.6};
    std::uniform_int_distribution<std::uint32_t> one_in{0, 999};
    const std::uint32_t many = one_in(random_) == 0 ? 1000 : 1;
    x.seeders = few(random_) * many;
    x.leechers = few(random_) * many;
    x.completed += few(random_);
  }

  std::mt19937 random_{1};
  std::vector<swarm_sample> swarms_;
};

/// Adds samples as rounds do, and says what that costs.
void add(history& to, timestamp now, const std::vector<swarm_sample>& samples, const char* what) {
  const auto start = steady_clock::now();
  const auto processor = processor_milliseconds();
  for (std::size_t i = 0; i < samples.size(); i += step_swarms) {
    const auto size = std::min(step_swarms, samples.size() - i);
    if (const auto error = to.add(now, {&samples[i], size}))
      fail(*error);
  }
  const auto thousands = static_cast<double>(samples.size()) / 1000;
  std::printf(
      "%zu swarms %s: %.1f µs each, %.1f µs of the processor\n", samples.size(), what,
      milliseconds_since(start) / thousands, (processor_milliseconds() - processor) / thousands);
}

struct wanted {
  const char* name;
  swarm_query query;
};

const std::vector<wanted> lists{
    {"peers, 100", {}},
    {"peers, upwards", {swarm_sort::peers, false}},
    {"seeders", {swarm_sort::seeders}},
    {"seeders, upwards", {swarm_sort::seeders, false}},
    {"leechers", {swarm_sort::leechers}},
    {"completed", {swarm_sort::completed}},
    {"name", {swarm_sort::name}},
    {"name, upwards", {swarm_sort::name, false}},
    {"peers, 1000", {swarm_sort::peers, true, swarm_query::limit_max}},
    {"peers, 1000 behind the largest offset",
     {swarm_sort::peers, true, swarm_query::limit_max, swarm_query::offset_max}},
    {"the same, upwards",
     {swarm_sort::peers, false, swarm_query::limit_max, swarm_query::offset_max}},
    {"name, 1000 behind the largest offset",
     {swarm_sort::name, true, swarm_query::limit_max, swarm_query::offset_max}},
    {"prefix of 1 digit, peers", {swarm_sort::peers, true, 100, 0, "a"}},
    {"prefix of 1 digit, completed, upwards", {swarm_sort::completed, false, 100, 0, "a"}},
    {"prefix of 1 digit, peers, 1000", {swarm_sort::peers, true, 1000, 0, "a"}},
    {"prefix of 1 digit, peers, offset 10,000", {swarm_sort::peers, true, 100, 10'000, "a"}},
    {"prefix of 2 digits, peers", {swarm_sort::peers, true, 100, 0, "a5"}},
    {"prefix of 3 digits, peers", {swarm_sort::peers, true, 100, 0, "a5c"}},
    {"prefix of 6 digits, peers", {swarm_sort::peers, true, 100, 0, "a5c123"}},
};

/// @returns whether all were fast enough.
bool time_lists(const history& of, const char* when) {
  std::printf(
      "\n| %s | processor, ms | median, ms | longest, ms | rows | "
      "total |\n|---|---|---|---|---|---|\n",
      when);
  bool result = true;
  for (const auto& x : lists) {
    std::vector<double> times;
    std::vector<double> processor;
    swarm_page page;
    for (int i = 0; i < rounds; ++i) {
      const auto start = steady_clock::now();
      const auto before = processor_milliseconds();
      page = value_of(of.swarms(x.query));
      processor.push_back(processor_milliseconds() - before);
      times.push_back(milliseconds_since(start));
    }
    std::sort(times.begin(), times.end());
    std::sort(processor.begin(), processor.end());
    std::printf(
        "| %s | %.2f | %.2f | %.2f | %zu%s | %s%" PRIu64 " |\n", x.name, processor[rounds / 2],
        times[rounds / 2], times.back(), page.rows.size(), page.is_cut ? ", cut" : "",
        page.total_is_exact ? "" : "at least ", page.total);
    result = result && processor[rounds / 2] <= milliseconds_max;
  }
  return result;
}

/// Lets all swarms end that have one peer or two.
void end_small(history& past, const population& swarms, timestamp now) {
  std::vector<info_hash> ended;
  for (const auto& x : swarms.swarms())
    if (x.seeders + x.leechers < 3)
      ended.push_back(x.info_hash);
  if (const auto error = past.forget(ended, now))
    fail(*error);
  std::printf("\n%zu swarms have ended\n", ended.size());
}

/// @returns whether all lists were fast enough.
bool fill_and_time(history& past, std::size_t count) {
  population swarms{count};
  auto now = first_day;
  add(past, now, swarms.swarms(), "are new");
  bool result = time_lists(past, "all are new");
  std::printf("\n");
  for (int i = 0; i < 5; ++i)
    add(past, now += timestamp{60}, swarms.change_each(10), "have changed");
  result = time_lists(past, "a tenth has changed, five times") && result;
  end_small(past, swarms, now);
  return time_lists(past, "most have ended") && result;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: list_times FOLDER [SWARMS]\n");
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto count = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000;
  const auto records = value_of(store::open(argv[1]));
  const auto past = value_of(history::open(*records));
  const bool fast = count > 0 ? fill_and_time(*past, count) : time_lists(*past, "as they are");
  std::printf(
      "\n%.0f MB on the disk\n",
      static_cast<double>(records->disk_bytes(record_kind::history)) / 1e6);
  return fast ? 0 : 1;
}
