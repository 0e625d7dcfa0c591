// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_priority_test

#include "tests/support/eventually.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <sched.h>
#include <sys/resource.h>

namespace {

using namespace muster;
using test::eventually;

/// What a flush is to have; rocks::flush_nice is for sources of the store only.
constexpr int flush_nice = 10;

/// Whether a thread of this process is as `f` says, which gets its policy and nice value.
template <class F>
bool has_thread(F f) {
  for (const auto& x : std::filesystem::directory_iterator{"/proc/self/task"}) {
    const auto thread = std::stoi(x.path().filename());
    if (f(::sched_getscheduler(thread), ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread))))
      return true;
  }
  return false;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_priority_tests, test::store_fixture)

CAF_TEST(memory is flushed with a low priority that is not idle and files are tidied when idle) {
  store_settings small;
  small.write_buffer_bytes = 64U << 10;
  const auto other = test::opened_store(folder.path("small"), small);
  auto write_more = [&other, i = 0]() mutable {
    store_batch batch;
    for (const auto end = i + 1000; i < end; ++i)
      batch.put(record_kind::swarms, std::to_string(i % 5000), std::string(100, 'x'));
    return !other->write(batch, false);
  };
  CAF_CHECK(eventually([&] {
    return write_more() && has_thread([](int policy, int nice) {
             return policy == SCHED_OTHER && nice == flush_nice;
           });
  }));
  CAF_CHECK(eventually([&] {
    return write_more() && has_thread([](int policy, int) { return policy == SCHED_IDLE; });
  }));
}

CAF_TEST_FIXTURE_SCOPE_END()
