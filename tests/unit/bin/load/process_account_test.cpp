// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE process_account_test

#include "bin/load/process_account.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace muster::load;

/// A procfs with one process 7 of two threads.
struct fixture {
  muster::test::scratch_folder folder;
  std::filesystem::path proc = folder.path("");

  fixture() {
    std::filesystem::create_directories(proc / "7/task/7");
    std::filesystem::create_directories(proc / "7/task/8");
    write("7/stat", "7 (a (b) 1 2) S 1 7 7 0 -1 4 1 2 3 4 150 250 0 0 20 0 2 0 5 6 7\n");
    write("7/status", "Name:\tx\nVmHWM:\t    3000 kB\nVmRSS:\t    2000 kB\nThreads:\t2\n");
    write("7/task/7/schedstat", "4000000123 5 6\n");
    write("7/task/8/schedstat", "1000 5 6\n");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream{proc / name} << text;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(process_account_tests, fixture)

CAF_TEST(the time of all threads is added up) {
  const auto x = read_process_account(7, proc);
  CAF_REQUIRE(x);
  CAF_CHECK(x->is_exact);
  CAF_CHECK_EQUAL(x->cpu_nanoseconds, 4'000'001'123);
}

CAF_TEST(ticks are read behind a name with blanks and parentheses) {
  const auto x = read_process_account(7, proc);
  const auto tick = 1'000'000'000 / ::sysconf(_SC_CLK_TCK);
  CAF_CHECK_EQUAL(x->user_nanoseconds, 150 * tick);
  CAF_CHECK_EQUAL(x->system_nanoseconds, 250 * tick);
}

CAF_TEST(without an account by the scheduler the ticks count) {
  std::filesystem::remove(proc / "7/task/8/schedstat");
  const auto x = read_process_account(7, proc);
  CAF_CHECK(!x->is_exact);
  CAF_CHECK_EQUAL(x->cpu_nanoseconds, x->user_nanoseconds + x->system_nanoseconds);
}

CAF_TEST(memory is read in bytes) {
  const auto x = read_process_account(7, proc);
  CAF_CHECK_EQUAL(x->rss_bytes, 2000u * 1024);
  CAF_CHECK_EQUAL(x->rss_max_bytes, 3000u * 1024);
}

CAF_TEST(there is nothing to read of a process that is not there) {
  CAF_CHECK(!read_process_account(9, proc));
  write("7/stat", "garbage");
  CAF_CHECK(!read_process_account(7, proc));
}

CAF_TEST(a process can read its own account) {
  std::vector<char> memory(32'000'000, 'x');
  const auto x = read_process_account(::getpid());
  CAF_REQUIRE(x);
  CAF_CHECK(x->rss_bytes > memory.size());
  CAF_CHECK(x->cpu_nanoseconds > 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
