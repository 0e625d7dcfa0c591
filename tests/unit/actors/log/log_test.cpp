// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE log_test

#include "actors/log/log.hpp"
#include "actors/log/log_format.hpp"

#include <caf/test/unit_test.hpp>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace muster;

struct fixture {
  std::vector<log_record> records;
  muster::log log{log_level::info, 3, [this](log_record x) {
                    records.push_back(std::move(x));
                  }};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(log_tests, fixture)

CAF_TEST(a record of the configured level is handed over with its time) {
  const auto before = std::chrono::system_clock::now();
  log.write(log_level::info, "start_tracker", {{"port", "6969"}});
  CAF_REQUIRE_EQUAL(records.size(), 1u);
  CAF_CHECK(records[0].level == log_level::info);
  CAF_CHECK_EQUAL(records[0].event, "start_tracker");
  CAF_CHECK_EQUAL(records[0].fields.at(0).value, "6969");
  CAF_CHECK(records[0].time >= before);
  CAF_CHECK(records[0].time <= std::chrono::system_clock::now());
}

CAF_TEST(a record below the configured level costs nothing) {
  log.write(log_level::debug, "start_tracker");
  CAF_CHECK(records.empty());
  CAF_CHECK(!log.enabled(log_level::debug));
  CAF_CHECK_EQUAL(log.dropped(), 0u);
}

CAF_TEST(the level can be changed while the tracker runs) {
  log.change_level(log_level::debug);
  CAF_CHECK(log.enabled(log_level::debug));
  log.change_level(log_level::error);
  CAF_CHECK(!log.enabled(log_level::warning));
  CAF_CHECK(log.enabled(log_level::error));
}

CAF_TEST(a change of the level is told if either level has such records) {
  for (const auto to : {log_level::warning, log_level::debug, log_level::error}) {
    log.change_level(to);
    CAF_REQUIRE_EQUAL(records.size(), 1u);
    CAF_CHECK_EQUAL(records[0].event, "change_log_level");
    CAF_CHECK_EQUAL(records[0].fields.at(1).value, to_string(to));
    log.count_handled();
    records.clear();
  }
  log.change_level(log_level::warning);
  CAF_CHECK(records.empty());
}

CAF_TEST(a level that stays is not told) {
  log.change_level(log_level::info);
  CAF_CHECK(records.empty());
}

CAF_TEST(as many records as configured may wait) {
  for (int i = 0; i < 3; ++i)
    log.write(log_level::info, "start_tracker");
  CAF_CHECK_EQUAL(records.size(), 3u);
  CAF_CHECK_EQUAL(log.dropped(), 0u);
}

CAF_TEST(one record more than may wait is dropped and counted) {
  for (int i = 0; i < 4; ++i)
    log.write(log_level::error, "start_tracker");
  CAF_CHECK_EQUAL(records.size(), 3u);
  CAF_CHECK_EQUAL(log.dropped(), 1u);
}

CAF_TEST(a record that was handled makes room for one other) {
  for (int i = 0; i < 4; ++i)
    log.write(log_level::info, "start_tracker");
  log.count_handled();
  log.write(log_level::info, "start_tracker");
  CAF_CHECK_EQUAL(records.size(), 4u);
  log.write(log_level::info, "start_tracker");
  CAF_CHECK_EQUAL(records.size(), 4u);
  CAF_CHECK_EQUAL(log.dropped(), 2u);
}

CAF_TEST(records of many threads are either handed over or counted) {
  constexpr int threads = 4;
  constexpr int per_thread = 5000;
  std::mutex mutex;
  std::uint64_t received = 0;
  muster::log* front = nullptr;
  muster::log busy{log_level::info, 2, [&](const log_record&) {
                     {
                       const std::lock_guard guard{mutex};
                       ++received;
                     }
                     front->count_handled();
                   }};
  front = &busy;
  std::vector<std::thread> writers;
  for (int i = 0; i < threads; ++i)
    writers.emplace_back([&] {
      for (int j = 0; j < per_thread; ++j)
        busy.write(log_level::info, "start_tracker");
    });
  for (auto& writer : writers)
    writer.join();
  CAF_CHECK_EQUAL(received + busy.dropped(), std::uint64_t{threads * per_thread});
  CAF_CHECK(received > 0);
  // Nothing waits any more, so the full number fits again.
  const auto dropped = busy.dropped();
  busy.write(log_level::info, "start_tracker");
  CAF_CHECK_EQUAL(busy.dropped(), dropped);
}

CAF_TEST_FIXTURE_SCOPE_END()
