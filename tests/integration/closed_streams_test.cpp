// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE closed_streams_test

#include "tests/support/ctl_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/spawning.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <vector>

// Programs that are started without standard input, output and errors, as some supervisors do.
namespace {

using namespace muster;

/// A program that has none of the three. Ended the hard way if it still runs.
class closed_process {
public:
  closed_process(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-c", "exec \"$0\" \"$@\" <&- >&- 2>&-", program});
    pid_ = test::spawn("/bin/sh", std::move(arguments), STDIN_FILENO, STDERR_FILENO);
  }

  ~closed_process() {
    if (pid_ > 0 && ::kill(pid_, SIGKILL) == 0)
      ::waitpid(pid_, nullptr, 0);
  }

  closed_process(const closed_process&) = delete;
  closed_process& operator=(const closed_process&) = delete;

  void signal(int number) const {
    ::kill(pid_, number);
  }

  /// Where a descriptor leads.
  [[nodiscard]] std::string target_of(int descriptor) const {
    std::error_code ignored;
    return std::filesystem::read_symlink(
        "/proc/" + std::to_string(pid_) + "/fd/" + std::to_string(descriptor), ignored);
  }

  /// Its exit code, or minus the signal that ended it.
  int wait_for_end() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return test::exit_status_of(status);
  }

private:
  pid_t pid_;
};

struct fixture {
  test::scratch_folder folder;
  closed_process tracker{
      MUSTERD_PATH, {"--listen", "127.0.0.1:0", "--reactors", "1", "--data-dir", folder.path(".")}};

  [[nodiscard]] bool answers() const {
    return test::eventually([&] {
      return test::run_musterctl({"--data-dir", folder.path("."), "status"}).code == 0;
    });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(closed_streams_tests, fixture)

CAF_TEST(musterd runs without standard streams and writes to nothing else in their place) {
  CAF_REQUIRE(answers());
  for (int i = 0; i <= 2; ++i)
    CAF_CHECK_EQUAL(tracker.target_of(i), "/dev/null");
  tracker.signal(SIGHUP); // which it logs
  CAF_CHECK(answers());
  tracker.signal(SIGTERM);
  CAF_CHECK_EQUAL(tracker.wait_for_end(), 0);
}

CAF_TEST(musterctl asks without standard streams) {
  CAF_REQUIRE(answers());
  closed_process ctl{MUSTERCTL_PATH, {"--data-dir", folder.path("."), "log", "level", "error"}};
  CAF_CHECK_EQUAL(ctl.wait_for_end(), 0);
  CAF_CHECK(answers());
}

CAF_TEST_FIXTURE_SCOPE_END()
